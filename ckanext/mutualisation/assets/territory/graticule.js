// Meridians and parallels at a round step, redrawn as the map moves: what stands for a background when there is none.
"use strict";

(function (L) {
  const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
  const LINES_WANTED = 7;

  L.Graticule = L.LayerGroup.extend({
    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on("moveend", this._redraw, this);
      this._redraw();
    },

    onRemove(map) {
      map.off("moveend", this._redraw, this);
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    _redraw() {
      const bounds = this._map.getBounds().pad(0.2);
      const span = bounds.getEast() - bounds.getWest();
      const step = STEPS.find((size) => span / size <= LINES_WANTED) || 20;
      const letters = this.options.letters || "EWNS";
      this.clearLayers();
      for (let degree = Math.ceil(bounds.getWest() / step) * step; degree < bounds.getEast(); degree += step) {
        this._line([[bounds.getSouth(), degree], [bounds.getNorth(), degree]]);
        this._label([this._map.getBounds().getSouth(), degree], this._name(degree, step, letters[0], letters[1]), "meridian");
      }
      for (let degree = Math.ceil(bounds.getSouth() / step) * step; degree < bounds.getNorth(); degree += step) {
        this._line([[degree, bounds.getWest()], [degree, bounds.getEast()]]);
        this._label([degree, this._map.getBounds().getWest()], this._name(degree, step, letters[2], letters[3]), "parallel");
      }
    },

    _line(points) {
      this.addLayer(L.polyline(points, { pane: "graticule", className: "mutualisation-graticule", interactive: false }));
    },

    _label(point, text, direction) {
      const icon = L.divIcon({ className: `mutualisation-degree mutualisation-${direction}`, html: text, iconSize: null });
      this.addLayer(L.marker(point, { pane: "graticule", icon, interactive: false, keyboard: false }));
    },

    _name(degree, step, positive, negative) {
      const digits = Math.max(0, Math.ceil(-Math.log10(step)));
      const written = Math.abs(degree).toLocaleString(document.documentElement.lang || undefined, {
        minimumFractionDigits: digits, maximumFractionDigits: digits,
      });
      return `${written}° ${degree < 0 ? negative : positive}`;
    },
  });
}(window.L));

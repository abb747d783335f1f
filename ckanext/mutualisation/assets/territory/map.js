// The map of a GeoJSON resource: read from this site, drawn without tiles, its features reachable by mouse and keyboard.
"use strict";

// The words come with the page, in its language: `labels`.
this.ckan.module("mutualisation-map", function ($) {
  const L = window.L;
  const FOCUSABLE_FEATURES = 600;

  return {
    options: { source: "", background: "", attribution: "", labels: {} },

    initialize() {
      this.status = this.el.find(".mutualisation-map-status");
      this._load().catch((error) => {
        window.console.error(error);
        this.status.text(this.options.labels.missing).addClass("text-danger");
      });
    },

    async _load() {
      const data = await this._read(this.options.source);
      const map = this._make();
      if (this.options.background) {
        this._read(this.options.background).then((background) => this._drawBackground(map, background)).catch(() => {});
      }
      const layer = this._draw(map, data);
      map.fitBounds(layer.getBounds(), { padding: [24, 24], maxZoom: 16 });
      new L.Graticule([], { letters: this.options.labels.letters }).addTo(map);
      this.status.text(`${this.options.labels.objects} ${layer.getLayers().length.toLocaleString(document.documentElement.lang)}`);
    },

    async _read(address) {
      const answer = await window.fetch(address, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) {
        throw new Error(`${address}: ${answer.status}`);
      }
      return answer.json();
    },

    _make() {
      const labels = this.options.labels;
      const map = L.map(this.el.find(".mutualisation-map-canvas")[0], {
        zoomControl: false, zoomSnap: 0.25, maxZoom: 18, attributionControl: Boolean(this.options.attribution),
      });
      L.control.zoom({ zoomInTitle: labels.zoomIn, zoomOutTitle: labels.zoomOut }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      if (map.attributionControl) {
        map.attributionControl.setPrefix(false).addAttribution($("<i>").text(this.options.attribution).html());
      }
      ["ground", "graticule"].forEach((name, rank) => {
        const pane = map.createPane(name);
        pane.style.zIndex = 240 + 10 * rank;
        pane.style.pointerEvents = "none";
      });
      return map;
    },

    _drawBackground(map, background) {
      const towns = [];
      L.geoJSON(background, {
        pane: "ground",
        interactive: false,
        style: (feature) => ({ className: `mutualisation-ground mutualisation-ground-${this._plain(feature.properties.kind)}` }),
        pointToLayer: (feature, place) => {
          const name = $("<i>").text(feature.properties.name || "").html();
          const icon = L.divIcon({ className: "mutualisation-town", html: `<span>${name}</span>`, iconSize: [5, 5] });
          const town = L.marker(place, { pane: "ground", icon, interactive: false, keyboard: false });
          towns.push([town, feature.properties.zoom || 0]);
          return town;
        },
      }).addTo(map);
      const showTowns = () => towns.forEach(([town, zoom]) => {
        town.getElement().hidden = map.getZoom() < zoom;
      });
      map.on("zoomend", showTowns);
      showTowns();
    },

    _draw(map, data) {
      const count = (data.features || [data]).length;
      const renderer = count > FOCUSABLE_FEATURES ? L.canvas() : L.svg();
      const colour = window.getComputedStyle(this.el[0]).getPropertyValue("--mutualisation-map-ink").trim();
      const style = { renderer, color: colour, weight: 2, opacity: 0.9, fillColor: colour, fillOpacity: 0.28 };
      return L.geoJSON(data, {
        style: (feature) => (/Line/.test(feature.geometry.type) ? { ...style, weight: 3.5, fill: false } : style),
        pointToLayer: (_feature, place) => L.circleMarker(place, { ...style, radius: 6, weight: 1.5, fillOpacity: 0.65 }),
        onEachFeature: (feature, layer) => this._describe(feature, layer, count),
      }).addTo(map);
    },

    _describe(feature, layer, count) {
      layer.bindPopup(() => this._popup(feature.properties || {}), { maxWidth: 360, maxHeight: 300 });
      layer.on("mouseover", () => layer.setStyle && layer.setStyle({ fillOpacity: 0.85 }));
      layer.on("mouseout", () => layer.setStyle && layer.setStyle({ fillOpacity: feature.geometry.type === "Point" ? 0.65 : 0.28 }));
      if (count > FOCUSABLE_FEATURES) {
        return;
      }
      layer.on("add", () => {
        const element = layer.getElement && layer.getElement();
        if (!element) {
          return;
        }
        element.setAttribute("tabindex", "0");
        element.setAttribute("role", "button");
        element.setAttribute("aria-label", Object.values(feature.properties || {}).slice(0, 2).join(", "));
        element.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            layer.openPopup();
          }
        });
      });
    },

    // Every value goes through text(): what a publisher wrote is shown, never run.
    _popup(properties) {
      const table = $("<table>", { class: "table table-sm mutualisation-map-popup" });
      Object.entries(properties).forEach(([name, value]) => {
        const shown = value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "");
        $("<tr>").append($("<th>", { scope: "row" }).text(name), $("<td>").text(shown)).appendTo(table);
      });
      return table[0];
    },

    _plain(word) {
      return String(word || "other").replace(/[^a-z]/g, "");
    },
  };
});

// The map of a portal's home: one circle a place, as large as its datasets are many, on the territory's own background.
// Leaflet comes with the room that draws maps; without it the block is not on the page.
"use strict";

this.ckan.module("mutualisation-portal-places", function ($) {
  const L = window.L;
  const NEAR = 44; // pixels
  const NAMED = 8;

  return {
    options: { source: "", dataset: "", background: "", attribution: "", labels: {} },

    initialize() {
      this._load().catch((error) => {
        window.console.error(error);
        this.el.find(".mutualisation-map-status").text(this.options.labels.missing);
      });
    },

    async _load() {
      const places = await this._read(this.options.source);
      const map = this._make();
      if (this.options.background) {
        this._read(this.options.background).then((background) => this._drawBackground(map, background)).catch(() => {});
      }
      const points = places.features.map(({ geometry, properties }) => (
        { at: L.latLng(geometry.coordinates[1], geometry.coordinates[0]), ...properties }));
      map.fitBounds(L.latLngBounds(points.map(({ at }) => at)), { padding: [40, 40], maxZoom: 13 });
      new L.Graticule([], { letters: this.options.labels.letters }).addTo(map);
      const circles = L.layerGroup().addTo(map);
      const draw = () => {
        circles.clearLayers();
        this._gather(map, points).forEach((place) => this._circle(place).addTo(circles));
      };
      map.on("zoomend", draw);
      draw();
    },

    // Places whose circles would cover one another make one, where most of its datasets are; zooming in parts them.
    _gather(map, points) {
      const gathered = [];
      points.forEach((point) => {
        const spot = map.project(point.at);
        const near = gathered.find((place) => place.spot.distanceTo(spot) < NEAR);
        if (near) {
          near.count += point.count;
          near.datasets = near.datasets.concat(point.datasets).slice(0, NAMED);
        } else {
          gathered.push({ ...point, spot });
        }
      });
      return gathered;
    },

    _circle(place) {
      const said = this._said("datasets", place.count);
      return L.marker(place.at, { icon: this._icon(place.count), keyboard: true, alt: said, title: said })
        .bindPopup(() => this._popup(place), { maxWidth: 320, maxHeight: 260 });
    },

    async _read(address) {
      const answer = await window.fetch(address, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) {
        throw new Error(`${address}: ${answer.status}`);
      }
      return answer.json();
    },

    _make() {
      const { labels, attribution } = this.options;
      const map = L.map(this.el.find(".mutualisation-map-canvas")[0], {
        zoomControl: false, zoomSnap: 0.25, maxZoom: 16, scrollWheelZoom: false, attributionControl: Boolean(attribution),
      });
      L.control.zoom({ zoomInTitle: labels.zoomIn, zoomOutTitle: labels.zoomOut }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      if (map.attributionControl) {
        map.attributionControl.setPrefix(false).addAttribution($("<i>").text(attribution).html());
      }
      ["ground", "graticule"].forEach((name, rank) => {
        const pane = map.createPane(name);
        pane.style.zIndex = 240 + 10 * rank;
        pane.style.pointerEvents = "none";
      });
      return map;
    },

    _drawBackground(map, background) {
      L.geoJSON(background, {
        pane: "ground",
        interactive: false,
        filter: (feature) => feature.geometry.type !== "Point" || (feature.properties.zoom || 0) <= 9,
        style: (feature) => ({ className: `mutualisation-ground mutualisation-ground-${this._plain(feature.properties.kind)}` }),
        pointToLayer: (feature, place) => {
          const name = $("<i>").text(feature.properties.name || "").html();
          const icon = L.divIcon({ className: "mutualisation-town", html: `<span>${name}</span>`, iconSize: [5, 5] });
          return L.marker(place, { pane: "ground", icon, interactive: false, keyboard: false });
        },
      }).addTo(map);
    },

    // At least 28 px, so that a finger finds it (WCAG 2.2, criterion 2.5.8 asks for 24).
    _icon(count) {
      const size = Math.round(Math.min(28 + 5 * Math.sqrt(count - 1), 72));
      return L.divIcon({ className: "portal-place", html: `<span>${Number(count)}</span>`, iconSize: [size, size] });
    },

    // Every value goes through text(): what a publisher wrote is shown, never run.
    _popup({ count, datasets }) {
      const list = $("<ul>", { class: "portal-place-list" });
      const base = this.options.dataset.replace(/\/+$/, "");
      datasets.forEach(({ name, title }) => {
        $("<a>", { href: `${base}/${encodeURIComponent(name)}` }).text(title).appendTo($("<li>").appendTo(list));
      });
      if (count > datasets.length) {
        $("<li>").text(this._said("others", count - datasets.length)).appendTo(list);
      }
      return list[0];
    },

    _said(label, number) {
      return this.options.labels[label].replace("{number}", number.toLocaleString(document.documentElement.lang));
    },

    _plain(word) {
      return String(word || "other").replace(/[^a-z]/g, "");
    },
  };
});

// Counts a visit on the portal's own Matomo: without cookies, and not at all for a browser that asks not to be tracked.
"use strict";

(() => {
  const { matomoUrl: url, matomoSite: site } = document.querySelector("[data-matomo-url]")?.dataset ?? {};
  if (!url || navigator.doNotTrack === "1" || navigator.globalPrivacyControl) {
    return;
  }
  window._paq = window._paq || [];
  window._paq.push(
    ["disableCookies"],
    ["setDoNotTrack", true],
    ["setTrackerUrl", `${url}/matomo.php`],
    ["setSiteId", site],
    ["trackPageView"],
    ["enableLinkTracking"],
  );
  const script = document.createElement("script");
  script.async = true;
  script.src = `${url}/matomo.js`;
  document.head.append(script);
})();

// Scanning with the phone's camera, where the browser reads barcodes itself. Everything works without it.
(function () {
  "use strict";

  const form = document.querySelector("[data-mb-scan]");
  const box = form && form.querySelector("[data-mb-camera]");
  if (!box || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  box.hidden = false;

  const open = box.querySelector("[data-mb-camera-open]");
  const video = box.querySelector("video");
  const said = box.querySelector("[role=alert]");
  let stream = null;

  const stop = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
  };

  const look = async (detector) => {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    if (found.length) {
      stop();
      form.elements.code.value = found[0].rawValue;
      form.requestSubmit();
      return;
    }
    window.setTimeout(() => look(detector), 150);
  };

  open.addEventListener("click", async () => {
    if (stream) {
      stop();
      return;
    }
    said.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      look(new window.BarcodeDetector());
    } catch (error) {
      stop();
      said.textContent = open.dataset.failed;
      said.hidden = false;
    }
  });
  window.addEventListener("pagehide", stop);
})();

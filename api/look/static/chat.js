// Records a voice note into the form's own file field. Without this script she picks a file instead.
(() => {
  "use strict";
  const LONGEST = 10 * 60; // seconds
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  let recorder = null;

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  const prepare = () => {
    const find = (id) => document.getElementById(id);
    const voice = find("voice"), spoken = find("spoken");
    if (!voice || !voice.hidden) return;
    const record = find("record"), stop = find("stop"), heard = find("heard"), listen = find("listen");
    let ticking = 0;

    const pickFile = (shown) => {
      for (const part of [spoken, find("spoken-label")]) part.hidden = !shown;
    };
    const say = (words) => { heard.textContent = words; heard.hidden = false; };

    const keep = (chunks, type) => {
      const plain = type.split(";")[0];
      const file = new File(chunks, `voice.${plain.split("/")[1]}`, { type: plain });
      const basket = new DataTransfer();
      basket.items.add(file);
      spoken.files = basket.files;
      if (listen.src) URL.revokeObjectURL(listen.src);
      listen.src = URL.createObjectURL(file);
      listen.hidden = false;
      say(voice.dataset.ready);
    };

    const begin = async () => {
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        say(voice.dataset.refused);
        pickFile(true);
        return;
      }
      const type = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
      const chunks = [];
      let seconds = 0;
      recorder = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 24000 } : {});
      recorder.ondataavailable = (event) => chunks.push(event.data);
      recorder.onstop = () => {
        clearInterval(ticking);
        stream.getTracks().forEach((track) => track.stop());
        record.hidden = false;
        stop.hidden = true;
        keep(chunks, recorder.mimeType || "audio/webm");
        recorder = null;
        record.focus();
      };
      recorder.start();
      record.hidden = true;
      stop.hidden = false;
      stop.focus();
      const tick = () => {
        say(`${voice.dataset.recording} ${clock(seconds)}`);
        if (seconds++ >= LONGEST) recorder.stop();
      };
      tick();
      ticking = setInterval(tick, 1000);
    };

    record.addEventListener("click", begin);
    stop.addEventListener("click", () => recorder && recorder.stop());
    voice.hidden = false;
    pickFile(false);
  };

  // Sent while she still speaks: what she said is kept first, and she hears that it is ready.
  const finishFirst = (event) => {
    if (!recorder || !event.target.contains(document.getElementById("voice"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    recorder.stop();
  };

  if (!window.MediaRecorder || !navigator.mediaDevices || !window.DataTransfer) return;
  document.addEventListener("submit", finishFirst, true);
  document.addEventListener("drawn", prepare);
  prepare();
})();

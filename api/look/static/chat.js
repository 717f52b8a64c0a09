// Records a voice note into the form's own file field. Without this script she picks a file instead.
(() => {
  "use strict";
  const find = (id) => document.getElementById(id);
  const voice = find("voice");
  const spoken = find("spoken");
  if (!voice || !window.MediaRecorder || !navigator.mediaDevices || !window.DataTransfer) return;
  const record = find("record"), stop = find("stop"), heard = find("heard"), listen = find("listen");
  const LONGEST = 10 * 60;
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  let recorder = null, ticking = 0;

  const say = (words) => { heard.textContent = words; heard.hidden = false; };
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

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
    };
    recorder.start();
    record.hidden = true;
    stop.hidden = false;
    const tick = () => {
      say(`${voice.dataset.recording} ${clock(seconds)}`);
      if (seconds++ >= LONGEST) recorder.stop();
    };
    tick();
    ticking = setInterval(tick, 1000);
  };

  record.addEventListener("click", begin);
  stop.addEventListener("click", () => recorder && recorder.state !== "inactive" && recorder.stop());
  voice.hidden = false;
})();

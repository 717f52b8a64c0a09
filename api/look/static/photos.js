// A photo is made smaller on the phone, as a chat does it: minutes become seconds, and place and time stay behind.
const LONGEST = 1600; // pixels
const QUALITY = 0.75;
const WORTH = 300000; // bytes
const LARGEST = 12000000; // bytes: a bigger one might not fit into the memory of a small phone

// Some browsers give out another picture than was painted, so that nobody is told apart by it.
const honest = () => {
  const pen = new OffscreenCanvas(8, 8).getContext("2d");
  pen.fillStyle = "#369";
  pen.fillRect(0, 0, 8, 8);
  return pen.getImageData(0, 0, 8, 8).data.every((byte, at) => byte === [0x33, 0x66, 0x99, 255][at % 4]);
};

export const smaller = async (file) => {
  if (!file.type.startsWith("image/") || file.size < WORTH || file.size > LARGEST) return file;
  try {
    if (!honest()) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return made.size < file.size ? new File([made], "photo.jpg", { type: made.type }) : file;
  } catch {
    return file; // what this browser cannot paint goes as it is
  }
};

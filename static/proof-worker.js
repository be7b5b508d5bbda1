// Finds the number whose SHA-256, written behind the salt, is the challenge. In plain script: the browser's own
// SHA-256 answers each call later, which takes longer than the sum itself.
"use strict";

const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
const K = primes.map((p) => fraction(Math.cbrt(p)));
const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
const W = new Int32Array(64);
const turn = (x, by) => (x >>> by) | (x << (32 - by));

function addBlock(hash, bytes, offset) {
  for (let i = 0; i < 16; i++) {
    const at = offset + 4 * i;
    W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const s0 = turn(W[i - 15], 7) ^ turn(W[i - 15], 18) ^ (W[i - 15] >>> 3);
    const s1 = turn(W[i - 2], 17) ^ turn(W[i - 2], 19) ^ (W[i - 2] >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = hash;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) hash[i] = (hash[i] + sums[i]) | 0;
}

function sha256(bytes) {
  const length = bytes.length;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, length * 8);
  const hash = START.slice();
  for (let offset = 0; offset < padded.length; offset += 64) addBlock(hash, padded, offset);
  return hash;
}

self.addEventListener("message", (event) => {
  const { salt, challenge, maxNumber } = event.data;
  const wanted = [0, 8, 16, 24, 32, 40, 48, 56].map((at) => parseInt(challenge.slice(at, at + 8), 16) | 0);
  const encoder = new TextEncoder();
  for (let number = 0; number <= maxNumber; number++) {
    const hash = sha256(encoder.encode(salt + number));
    if (hash[0] === wanted[0] && wanted.every((word, i) => word === hash[i])) {
      self.postMessage(number);
      return;
    }
  }
  self.postMessage(-1);
});

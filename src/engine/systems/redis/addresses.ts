// What getaddrinfo takes for an address when it may not resolve names (AI_NUMERICHOST): Sentinel's default.

/** An address in one canonical form, so that two spellings of it are equal; null: a name. */
export function addressOf(host: string): string | null {
  return ipv4(host) ?? ipv6(host);
}

/** The weight of each of the four numbers. */
const PLACES = [16_777_216, 65_536, 256, 1];
/** The limit of the last number, by how many there are. */
const ROOM = [0, 4_294_967_296, 16_777_216, 65_536, 256];

/** As inet_aton: one to four numbers, decimal, octal or hexadecimal, of which the last fills what is left. */
function ipv4(host: string): string | null {
  const parts = host.split(".");
  const numbers = parts.map((part) =>
    /^(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(part) ? Number(part.replace(/^0(?=[0-7])/, "0o")) : Number.NaN,
  );
  const last = numbers.at(-1) ?? Number.NaN;
  const isRight = parts.length <= 4 && numbers.slice(0, -1).every((part) => part < 256) && last < (ROOM[parts.length] as number);
  if (!isRight) return null;
  const value = numbers.slice(0, -1).reduce((sum, part, i) => sum + part * (PLACES[i] as number), last);
  return PLACES.map((place) => Math.floor(value / place) % 256).join(".");
}

/** Eight groups, of which `::` stands for those that are 0; the last two may be an IPv4 address. A zone may follow. */
function ipv6(host: string): string | null {
  const [address = "", zone] = host.split("%");
  if (zone === "" || address.split("::").length > 2 || /^:[^:]|[^:]:$/.test(address)) return null;
  const dotted = /^(.*:)((?:\d{1,3}\.){3}\d{1,3})$/.exec(address);
  if (dotted !== null && !(dotted[2] as string).split(".").every((part) => Number(part) < 256 && String(Number(part)) === part))
    return null;
  const text = dotted === null ? address : `${dotted[1]}0:0`;
  const [head = "", tail] = text.split("::");
  const groups = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const [before = [], after = []] = groups;
  const count = before.length + after.length;
  const isRight = [...before, ...after].every((group) => /^[\da-f]{1,4}$/i.test(group)) && (tail === undefined ? count === 8 : count < 8);
  return isRight && text !== "" ? host.toLowerCase() : null;
}

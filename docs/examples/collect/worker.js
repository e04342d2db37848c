/** Receives events of experiments and keeps them as lines of JSON in a bucket (R2), a file a request; answers 204 once they are kept. */

/** The most bytes of a request. */
const MOST = 100_000;

export default {
  /**
   * @param {Request} request
   * @param {{EVENTS: {put: (name: string, text: string) => Promise<unknown>}, SHOP?: string}} env SHOP: the shop's origin, if it is another host
   */
  async fetch(request, { EVENTS, SHOP }) {
    const headers = SHOP ? { 'access-control-allow-origin': SHOP } : undefined;
    const answer = (/** @type {number} */ status) => new Response(null, { status, headers });
    if (request.method !== 'POST') return answer(405);
    if (Number(request.headers.get('content-length')) > MOST) return answer(413);
    const body = await request.text();
    if (body.length > MOST) return answer(413);
    const received = Date.now();
    const lines = body.split('\n').filter((line) => line.trim());
    if (lines.length === 0) return answer(204);
    const kept = lines.map((line) => `${JSON.stringify({ ...eventOf(line), received })}\n`);
    const day = new Date(received).toISOString().slice(0, 10);
    await EVENTS.put(`${day}/${received}-${crypto.randomUUID()}.jsonl`, kept.join(''));
    return answer(204);
  },
};

/** An event; of a line that is none, the line: the report counts it. @param {string} line @returns {object} */
function eventOf(line) {
  try {
    const event = JSON.parse(line);
    if (event && typeof event === 'object' && !Array.isArray(event)) return event;
  } catch {
    // Below.
  }
  return { broken: line };
}

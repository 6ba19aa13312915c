/**
 * Taskloom's client: submit tasks, be told of every step, look everything up again.
 * One file without dependencies, for any page and for Node 22 or later (Node 20: pass a WebSocket).
 *
 *   import { Taskloom } from 'http://127.0.0.1:8000/taskloom.js';
 *
 *   const loom = new Taskloom({ url: 'http://127.0.0.1:8000', key: 'where the server wants one' });
 *   loom.on('update', (update) => console.log(update.task_id, update.status, update.result));
 *   loom.connect();
 *   const { task_id } = await loom.submit('明早七点去机场，记得身份证和充电宝');
 *
 *   loom.watch(task_id, { onMessage: (message) => console.log(message), onEnd: (why) => {} });
 *
 * Connections come back by themselves, with back-off and jitter, and go on after the last message that was
 * delivered: no message is lost, none is delivered twice. A request that was under way is sent again; a submission
 * carries an idempotency key, so that it is one task however often it is sent. To go on in a later run, keep
 * `loom.clientId` and `loom.cursor` and hand them to the next `new Taskloom`.
 */

/** What the server refused, or could not be asked: `message` is for people, `code` for programs. */
export class TaskloomError extends Error {
  constructor(message, { code = 'unknown', status = 0, retryAfter = null } = {}) {
    super(message);
    this.name = 'TaskloomError';
    this.code = code;
    this.status = status;
    /** Seconds to wait before asking again, or null where waiting does not help. */
    this.retryAfter = retryAfter;
  }
}

export class Taskloom {
  #url;
  #fetch;
  #WebSocket;
  #line = null;
  #watches = new Set();
  #listeners = new Map();
  #requests = new Map();
  #next = 1;

  /**
   * @param {object} [options]
   * @param {string} [options.url] the server; in a page by default the one it came from
   * @param {string} [options.key] API key
   * @param {string} [options.clientId] identity of an earlier run, to go on with
   * @param {number} [options.cursor] `seq` of the last update that run was told
   */
  constructor({ url, key = null, clientId = null, cursor = 0, WebSocket, fetch } = {}) {
    this.#url = new URL(url ?? globalThis.location.href);
    this.#fetch = fetch ?? globalThis.fetch.bind(globalThis);
    this.#WebSocket = WebSocket ?? globalThis.WebSocket;
    this.key = key;
    this.clientId = clientId;
    this.cursor = cursor;
    /** `closed`, `connecting`, `open`, `waiting` (for the next attempt) or `unauthorized`. */
    this.state = 'closed';
  }

  // Events: 'state' (the new state) · 'update' (a task_status_update) · 'identity' ({clientId, resumed})
  // · 'refusal' (an error that answers no request).

  /** Calls `listener` at each event of the type; gives the function that stops it. */
  on(type, listener) {
    const all = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, all.add(listener));
    return () => all.delete(listener);
  }

  /** Connects, and stays so until `close`. */
  connect() {
    this.#line ??= new Line({
      WebSocket: this.#WebSocket,
      address: () => this.#socket('/ws', this.clientId ? { client_id: this.clientId, after: this.cursor } : {}),
      onMessage: (message) => this.#received(message),
      onState: (state) => this.#became(state),
      mayTryAgain: (closed) => this.#mayTryAgain(closed),
    });
    this.#line.start();
    return this;
  }

  /** Ends the connection and every watch. Requests under way fail. */
  close() {
    this.#line?.stop();
    this.#line = null;
    for (const watch of [...this.#watches]) {
      watch.close();
    }
    for (const request of this.#requests.values()) {
      request.reject(new TaskloomError('The connection was closed', { code: 'closed' }));
    }
    this.#requests.clear();
  }

  /** Tries again now instead of after the present wait: the network is back, or there is a new key. */
  retry() {
    this.#line?.retry();
    this.#watches.forEach((watch) => watch.retry());
  }

  /** Breaks every connection until `retry`: for a page that is put aside. */
  pause() {
    this.#line?.pause();
    this.#watches.forEach((watch) => watch.pause());
  }

  /** Submits a text, or an event (`{event_id, transcript, …}`). Resolves once it is stored. */
  submit(input, { idempotencyKey = unique() } = {}) {
    const what = typeof input === 'string' ? { text: input } : { event: input };
    return this.#ask({ type: 'submit_task', data: { ...what, idempotency_key: idempotencyKey } });
  }

  /** Ends a task before its own end. Resolves with its state. */
  cancel(taskId) {
    return this.#ask({ type: 'cancel_task', task_id: taskId });
  }

  /** A task's present state. */
  status(taskId) {
    return this.#ask({ type: 'get_task_status', task_id: taskId });
  }

  /** This client's tasks, newest first. */
  async myTasks() {
    return (await this.#ask({ type: 'get_my_tasks' })).tasks;
  }

  /** The server's figures. */
  async stats() {
    return (await this.#ask({ type: 'get_stats' })).data;
  }

  /**
   * Every message of a task of any kind, from the first or after a cursor, each once and in order.
   *
   * @param {object} options
   * @param {number} [options.after] `seq` of the last message known
   * @param {function} options.onMessage called with each message
   * @param {function} [options.onEnd] called once: `ended` after the last message, `not_found`, or `closed`
   * @param {function} [options.onState] called with each state of the connection
   */
  watch(taskId, { after = 0, onMessage, onEnd = () => {}, onState = () => {} }) {
    const watch = {
      cursor: after,
      close: () => end('closed'),
      retry: () => line.retry(),
      pause: () => line.pause(),
    };
    const end = (why) => {
      if (this.#watches.delete(watch)) {
        line.stop();
        onEnd(why);
      }
    };
    const line = new Line({
      WebSocket: this.#WebSocket,
      address: () => this.#socket(`/task/${encodeURIComponent(taskId)}`, { after: watch.cursor }),
      onState,
      onMessage: (message) => {
        if (message.seq > watch.cursor + 1) {
          line.again(); // Something is missing: go back to the cursor.
        } else if (message.seq === watch.cursor + 1) {
          watch.cursor = message.seq;
          onMessage(message);
        }
      },
      mayTryAgain: (closed) => {
        if (closed.code === 1000 || closed.code === 1008) {
          end(closed.code === 1000 ? 'ended' : 'not_found');
          return false;
        }
        return this.#mayTryAgain(closed);
      },
    });
    this.#watches.add(watch);
    line.start();
    return watch;
  }

  // History: every kind of task, over HTTP.

  /** A page: `{total, tasks, next_cursor}`. Filters: kind, status, task_type, pinned_only, q, created_after,
   * created_before, limit, cursor. */
  history(filters = {}) {
    return this.#json('GET', '/history/tasks' + query(filters));
  }

  /** A task as the history keeps it. */
  task(taskId) {
    return this.#json('GET', `/history/tasks/${encodeURIComponent(taskId)}`);
  }

  /** A task with its result, error, times and token use. */
  outcome(taskId) {
    return this.#json('GET', `/tasks/${encodeURIComponent(taskId)}`);
  }

  /** Cancels over HTTP: for tasks of other clients. */
  cancelTask(taskId) {
    return this.#json('POST', `/tasks/${encodeURIComponent(taskId)}/cancel`);
  }

  /** A page of a task's stored messages: `{events, more}`. */
  events(taskId, { after = 0, limit = 1000 } = {}) {
    return this.#json('GET', `/history/tasks/${encodeURIComponent(taskId)}/events` + query({ after, limit }));
  }

  rename(taskId, title) {
    return this.#json('PUT', `/history/tasks/${encodeURIComponent(taskId)}`, { title });
  }

  pin(taskId, pinned) {
    return this.#json('POST', `/history/tasks/${encodeURIComponent(taskId)}/pin`, { pinned });
  }

  /** Removes a task, its messages and its files. */
  remove(taskId) {
    return this.#json('DELETE', `/history/tasks/${encodeURIComponent(taskId)}`);
  }

  // Mathematical modelling.

  /**
   * Starts a modelling task; watch it by the `task_id` it resolves with.
   *
   * @param {object} task
   * @param {string} task.problem the whole problem
   * @param {'CHINA'|'AMERICAN'} task.template
   * @param {'Markdown'|'LaTeX'} task.format
   * @param {Iterable<File>} [task.files]
   */
  model({ problem, template, format, files = [] }) {
    const form = new FormData();
    form.append('ques_all', problem);
    form.append('comp_template', template);
    form.append('format_output', format);
    for (const file of files) {
      form.append('files', file, file.name);
    }
    return this.#json('POST', '/modeling', form);
  }

  /** Starts one of the built-in problems. */
  example(source) {
    return this.#json('POST', '/example', { source });
  }

  /** Public configuration. */
  config() {
    return this.#json('GET', '/config');
  }

  /** Tokens and cost by agent. */
  usage(taskId) {
    return this.#json('GET', '/track' + query({ task_id: taskId }));
  }

  /** The files in a task's workspace. */
  async files(taskId) {
    return (await this.#json('GET', `/${encodeURIComponent(taskId)}/files`)).files;
  }

  /** A file as text: `{content, filename, type}`. */
  fileContent(taskId, name) {
    return this.#json('GET', `/${encodeURIComponent(taskId)}/file-content` + query({ filename: name }));
  }

  /** A file as a Blob. */
  async file(taskId, name) {
    const path = `/${encodeURIComponent(taskId)}/download-url` + query({ filename: name });
    const { download_url: address } = await this.#json('GET', path);
    // Only the scheme may differ: a proxy that ends TLS may not say so to the server.
    const { host, pathname, search } = new URL(address, this.#url);
    if (host !== this.#url.host) {
      throw new TaskloomError('The file is on another server', { code: 'forbidden_origin' });
    }
    return (await this.#http('GET', pathname + search)).blob();
  }

  /** All of a task's files as a ZIP. */
  async allFiles(taskId) {
    return (await this.#http('GET', `/${encodeURIComponent(taskId)}/download-all`)).blob();
  }

  // The service.

  /** This server, its version and what it depends on. */
  service() {
    return this.#json('GET', '/status');
  }

  /** The server's figures, without a connection. */
  figures() {
    return this.#json('GET', '/stats');
  }

  /** Metrics in the Prometheus text format. */
  async metrics() {
    return (await this.#http('GET', '/observe/metrics')).text();
  }

  #emit(type, detail) {
    this.#listeners.get(type)?.forEach((listener) => listener(detail));
  }

  #became(state) {
    this.state = state;
    this.#emit('state', state);
  }

  #socket(path, parameters) {
    const address = new URL(path + query({ ...parameters, access_token: this.key }), this.#url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    return address.href;
  }

  #ask(message) {
    const id = String(this.#next++);
    return new Promise((resolve, reject) => {
      const text = JSON.stringify({ ...message, request_id: id });
      this.#requests.set(id, { text, resolve, reject });
      this.#line?.send(text);
    });
  }

  #received(message) {
    if (message.type === 'connection_established') {
      this.#established(message);
      return;
    }
    const request = this.#requests.get(message.request_id);
    if (request) {
      this.#requests.delete(message.request_id);
      if (message.type === 'error') {
        request.reject(new TaskloomError(message.message, { code: message.code, retryAfter: message.retry_after }));
      } else {
        request.resolve(message);
      }
    } else if (message.type === 'error') {
      this.#emit('refusal', new TaskloomError(message.message, { code: message.code }));
    }
    if (message.seq > this.cursor) {
      this.cursor = message.seq;
      this.#emit('update', message);
    }
  }

  #established({ client_id: clientId }) {
    const resumed = clientId === this.clientId;
    if (!resumed) {
      this.clientId = clientId;
      this.cursor = 0;
    }
    this.#emit('identity', { clientId, resumed });
    this.#requests.forEach((request) => this.#line.send(request.text));
  }

  /** A browser does not say why an upgrade was refused: ask over HTTP. */
  async #mayTryAgain({ opened }) {
    if (opened) {
      return true;
    }
    try {
      await this.#http('GET', '/stats');
    } catch (error) {
      if (error.status === 401) {
        this.#became('unauthorized');
        return false;
      }
    }
    return true;
  }

  async #json(method, path, body) {
    return (await this.#http(method, path, body)).json();
  }

  async #http(method, path, body) {
    const headers = {};
    if (this.key) {
      headers.Authorization = `Bearer ${this.key}`;
    }
    const isForm = globalThis.FormData && body instanceof FormData;
    if (body !== undefined && !isForm) {
      headers['Content-Type'] = 'application/json';
    }
    let answer;
    try {
      answer = await this.#fetch(new URL(path, this.#url), {
        method,
        headers,
        body: body === undefined || isForm ? body : JSON.stringify(body),
      });
    } catch {
      throw new TaskloomError('The server cannot be reached', { code: 'unreachable' });
    }
    if (!answer.ok) {
      throw await refusal(answer);
    }
    return answer;
  }
}

const BEAT = 25_000;
const PATIENCE = 10_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;

/** A WebSocket that comes back. */
class Line {
  #options;
  #socket = null;
  #opened = false;
  #established = false;
  #failures = 0;
  #timer = 0;
  #wanted = false;

  constructor(options) {
    this.#options = options;
  }

  start() {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#open();
    }
  }

  stop() {
    this.#wanted = false;
    this.#drop();
    this.#options.onState('closed');
  }

  /** Sends where it is open; what is not sent now is sent by its owner once it is. */
  send(text) {
    if (this.#established && this.#socket?.readyState === 1) {
      this.#socket.send(text);
    }
  }

  pause() {
    this.#drop();
    this.#options.onState('waiting');
  }

  retry() {
    if (this.#wanted && !this.#opened) {
      this.again();
    }
  }

  /** Breaks the connection, if there is one, and makes a new one. */
  again() {
    this.#failures = 0;
    this.#open();
  }

  #open() {
    this.#drop();
    this.#options.onState('connecting');
    const socket = new this.#options.WebSocket(this.#options.address());
    this.#socket = socket;
    socket.onopen = () => {
      this.#opened = true;
      this.#beat();
      this.#options.onState('open');
    };
    socket.onmessage = ({ data }) => {
      this.#failures = 0;
      this.#established = true;
      this.#beat();
      const message = JSON.parse(data);
      if (message.type !== 'pong') {
        this.#options.onMessage(message);
      }
    };
    socket.onclose = ({ code }) => this.#closed(code);
    // In a browser a close follows, in some Node versions it does not.
    socket.onerror = () => this.#closed(1006);
  }

  async #closed(code) {
    const opened = this.#opened;
    this.#drop();
    const socket = this.#socket;
    this.#options.onState('waiting');
    const again = await this.#options.mayTryAgain({ code, opened });
    if (this.#wanted && again && this.#socket === socket) {
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
      this.#timer = setTimeout(() => this.#open(), wait * (0.5 + Math.random() / 2));
    }
  }

  /** A peer that is gone without a word is noticed by the answer that does not come. */
  #beat() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#socket?.send('{"type":"ping"}');
      this.#timer = setTimeout(() => this.#closed(1006), PATIENCE);
    }, BEAT);
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#opened = false;
    this.#established = false;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onerror = () => {};
      socket.close();
    }
  }
}

function query(parameters) {
  const set = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return set.length ? '?' + new URLSearchParams(set) : '';
}

/** Also where crypto.randomUUID is not: pages over plain HTTP. */
function unique() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function refusal(answer) {
  const { detail, code, retry_after: retryAfter = null } = await answer.json().catch(() => ({}));
  const message = Array.isArray(detail)
    ? detail.map((problem) => `${problem.loc?.at(-1) ?? ''}: ${problem.msg}`).join('; ')
    : detail ?? `HTTP ${answer.status}`;
  return new TaskloomError(message, { code, status: answer.status, retryAfter });
}

/* The editor of a portal, better than the plain form that it is without this: one part at a time, lists that change
   in place, and a preview that follows what is typed. The server alone knows how the form and the portal are drawn.
   The pages where a brand is published or restored show their preview by the same screen. */
(function () {
  'use strict';

  const PAUSE = 600;
  const WIDE = 1280;

  function start() {
    const screens = [...document.querySelectorAll('.editor-screen')].map((element) => new Screen(element));
    const root = document.querySelector('.editor');
    if (root && root.querySelector('#editor-form')) new Editor(root, screens[0]);
  }

  /* Where a page of the portal is looked at: it is laid out for a width, and made smaller to fit its place. */
  class Screen {
    constructor(element) {
      this.element = element;
      this.frame = element.querySelector('iframe');
      this.width = WIDE;
      this.fit();
      window.addEventListener('resize', () => this.fit());
    }

    lay(width) {
      this.width = width;
      this.fit();
    }

    fit() {
      const room = this.element.clientWidth;
      const scale = Math.min(1, room / this.width);
      Object.assign(this.frame.style, {
        width: `${this.width}px`,
        height: `${this.element.clientHeight / scale}px`,
        transform: `scale(${scale})`,
        marginInlineStart: `${Math.max(0, (room - this.width * scale) / 2)}px`,
      });
    }

    /* Draw a page, where the former one was scrolled to if it is the same. */
    draw(page, same) {
      const top = same && this.frame.contentWindow ? this.frame.contentWindow.scrollY : 0;
      this.frame.addEventListener('load', () => this.frame.contentWindow.scrollTo(0, top), { once: true });
      this.frame.srcdoc = page;
    }
  }

  class Editor {
    constructor(root, screen) {
      this.root = root;
      this.screen = screen;
      this.dirty = false;
      this.section = location.hash.slice(1);
      this.page = this.drawn = 'home';
      this.dress();
      this.listen();
      this.follow(document.getElementById(this.section));
      if (this.form.querySelector('#overtaken') || root.querySelector('#troubles')) this.touch();
    }

    get form() { return this.root.querySelector('#editor-form'); }
    get pages() { return this.root.querySelector('#preview-page'); }

    /* What has to be done again each time the form is drawn. */
    dress() {
      for (const picker of this.form.querySelectorAll('[data-picks]')) picker.hidden = false;
      this.form.querySelector('[data-widths]').hidden = false;
      this.show(this.section);
      this.name();
    }

    /* Give what autocompletion puts in place of a field the field's own name. */
    name() {
      for (const field of this.form.querySelectorAll('[data-module="autocomplete"]')) {
        const drawn = field.parentElement.querySelector('.select2-selection');
        if (drawn && field.labels.length) drawn.setAttribute('aria-label', field.labels[0].textContent.trim());
      }
    }

    listen() {
      this.root.addEventListener('click', (event) => this.click(event));
      this.root.addEventListener('input', (event) => this.input(event));
      this.root.addEventListener('change', (event) => this.change(event));
      this.root.addEventListener('focusin', (event) => this.follow(event.target));
      this.root.addEventListener('submit', (event) => this.submit(event));
      // CKAN's autocompletion speaks of its changes through jQuery alone.
      if (window.jQuery) {
        window.jQuery(this.root).on('change', '[data-module=autocomplete]', () => this.touch());
      }
      window.addEventListener('beforeunload', (event) => { if (this.dirty) event.preventDefault(); });
      // CKAN's modules start after this one, each when it is ready.
      new MutationObserver(() => this.name()).observe(this.root, { childList: true, subtree: true });
      window.addEventListener('hashchange', () => this.follow(this.show(location.hash.slice(1))));
    }

    /* One part of the form at a time; the one that holds a target, else the first. */
    show(id) {
      const target = id && document.getElementById(id);
      const sections = [...this.form.querySelectorAll('.editor-section')];
      const wanted = (target && target.closest('.editor-section')) || sections[0];
      this.section = wanted.id;
      for (const section of sections) section.hidden = section !== wanted;
      for (const link of this.form.querySelectorAll('.editor-sections a')) {
        if (link.hash === `#${wanted.id}`) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
      return target;
    }

    click(event) {
      const link = event.target.closest('.editor-sections a, .editor-summary a[href^="#"]');
      if (link) {
        event.preventDefault();
        const target = this.show(link.hash.slice(1));
        history.replaceState(null, '', link.hash);
        if (target) target.focus();
        this.follow(target);
        return;
      }
      const width = event.target.closest('[data-width]');
      if (width) this.resize(width);
    }

    input(event) {
      const picked = event.target.dataset.picks;
      if (picked) {
        document.getElementById(picked).value = event.target.value;
      } else {
        const picker = this.form.querySelector(`[data-picks="${event.target.id}"]`);
        if (picker && /^#[0-9a-f]{6}$/i.test(event.target.value)) picker.value = event.target.value;
      }
      if (event.target.closest('.editor-parts')) this.touch();
    }

    change(event) {
      if (event.target.type === 'file') this.redraw('picture');
      else if (event.target === this.pages) this.turn(this.pages.value);
      else if (event.target.closest('.editor-preview-bar')) this.preview();
    }

    /* Show the page that what is being edited is on, until another is chosen. */
    follow(element) {
      if (!element || !element.closest || !element.closest('.editor-section')) return;
      const page = this.pageOf(element);
      if (page !== this.page) this.turn(page);
      this.place = element;
    }

    /* A free page is known by the end of its address as it is typed; the part that lists them shows one of them. */
    pageOf(element) {
      const section = element.closest('.editor-section');
      if (section.dataset.page !== 'page') return section.dataset.page;
      const within = element.closest('.editor-item') || section;
      const pages = [...within.querySelectorAll('[name$=".slug"]')].map((slug) => `page:${slug.value}`);
      return pages.includes(this.page) ? this.page : pages[0] || 'page';
    }

    turn(page) {
      this.page = page;
      this.place = null;
      this.preview();
    }

    submit(event) {
      if (event.target !== this.form) { this.dirty = false; return; }
      const button = event.submitter;
      if (button && button.formTarget === 'editor-preview') {
        event.preventDefault();
        this.preview();
      } else if (button && button.value.includes(':')) {
        event.preventDefault();
        this.redraw(button.value);
      } else {
        this.dirty = false;
      }
    }

    touch() {
      this.dirty = true;
      this.form.querySelector('[data-state]').textContent = this.form.dataset.unsaved;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.preview(), PAUSE);
    }

    send(address, accept, more) {
      const body = new FormData(this.form);
      for (const [name, value] of Object.entries(more || {})) body.set(name, value);
      return fetch(address, { method: 'POST', body, headers: { Accept: accept }, credentials: 'same-origin' })
        .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer; });
    }

    /* Have the server draw the form again after a change to a list, a colour or a picture. */
    redraw(what) {
      this.send(this.form.action, 'text/html', { do: what })
        .then((answer) => answer.text())
        .then((text) => {
          const drawn = new DOMParser().parseFromString(text, 'text/html');
          const parts = drawn.querySelector('.editor-parts');
          this.form.querySelector('.editor-parts').replaceWith(parts);
          this.form.querySelector('.editor-sections').replaceWith(drawn.querySelector('.editor-sections'));
          this.dress();
          if (window.ckan && window.ckan.module) {
            for (const element of parts.querySelectorAll('[data-module]')) window.ckan.module.initializeElement(element);
          }
          const focused = parts.querySelector('[autofocus]');
          if (focused) focused.focus();
          this.touch();
        })
        .catch(() => this.note(this.form.dataset.failed));
    }

    /* Draw the preview from what is typed, and say what is wrong with it. The last one asked for wins. */
    preview() {
      clearTimeout(this.waiting);
      const number = (this.asked || 0) + 1;
      this.asked = number;
      if (this.place && this.place.isConnected) this.page = this.pageOf(this.place);
      const page = this.page;
      this.screen.element.setAttribute('aria-busy', 'true');
      this.send(this.form.dataset.preview, 'application/json', { page })
        .then((answer) => answer.json())
        .then((said) => { if (number === this.asked) this.draw(said, page); })
        .catch(() => { if (number === this.asked) this.note(this.form.dataset.failed); })
        .finally(() => { if (number === this.asked) this.screen.element.removeAttribute('aria-busy'); });
    }

    draw(said, page) {
      this.screen.draw(said.page, page === this.drawn);
      this.drawn = page;
      this.list(said.pages, page);
      for (const verdict of this.form.querySelectorAll('[data-verdict]')) {
        verdict.textContent = said.verdicts[verdict.dataset.verdict] || '';
      }
      this.colours(said.troubles);
      this.note('');
    }

    list(pages, chosen) {
      const options = pages.map((page) => new Option(page.text, page.value, false, page.value === chosen));
      this.pages.replaceChildren(...options);
    }

    /* A colour that is refused says so at once; other fields only when they are saved, not while they are typed. */
    colours(troubles) {
      for (const place of this.form.querySelectorAll('[data-errors^="colours."]')) {
        const mine = troubles.filter((trouble) => trouble.field === place.dataset.errors);
        const input = this.form.elements[place.dataset.errors];
        input.classList.toggle('is-invalid', mine.length > 0);
        if (mine.length) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
        place.replaceChildren(...mine.map((trouble) => this.trouble(trouble)));
      }
    }

    trouble(trouble) {
      const words = document.createElement('p');
      words.className = 'invalid-feedback editor-trouble';
      words.setAttribute('role', 'status');
      words.append(`${trouble.message} `);
      if (trouble.nearest) words.append(this.take(trouble));
      return words;
    }

    /* The button that takes the nearest colour, as the server draws it. */
    take(trouble) {
      const take = this.root.querySelector('#take').content.firstElementChild.cloneNode(true);
      take.value = `take:${trouble.field}:${trouble.nearest}`;
      take.querySelector('rect').setAttribute('fill', trouble.nearest);
      const words = take.querySelector('span');
      words.textContent = words.textContent.replace('{colour}', trouble.nearest);
      return take;
    }

    note(text) {
      const note = this.form.querySelector('[data-preview-note]');
      if (this.usual === undefined) this.usual = note.textContent;
      const wanted = text || this.usual;
      if (note.textContent !== wanted) note.textContent = wanted;
    }

    resize(button) {
      for (const each of this.form.querySelectorAll('[data-width]')) {
        const on = each === button;
        each.classList.toggle('active', on);
        each.setAttribute('aria-pressed', String(on));
      }
      this.screen.lay(Number(button.dataset.width));
    }
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();

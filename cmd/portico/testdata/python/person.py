"""A person with a browser, as far as a sign-in needs one: cookies, redirects, and forms that are filled in."""

import html.parser
import urllib.parse

import requests


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each goes, its fields with their values, and what its buttons are worth."""

    def __init__(self):
        super().__init__()
        self.forms = []

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "form":
            self.forms.append({"action": a["action"], "fields": [], "buttons": []})
        elif tag == "input" and self.forms and a.get("name"):
            if a.get("type") not in ("checkbox", "radio") or "checked" in a:
                self.forms[-1]["fields"].append((a["name"], a.get("value", "")))
            else:
                self.forms[-1]["fields"].append((a["name"], None))
        elif tag == "button" and self.forms:
            self.forms[-1]["buttons"].append((a.get("name"), a.get("value")))


class Person:
    def __init__(self, app):
        self.http = requests.Session()
        self.app = app  # where the app waits: no page of the server

    def open(self, address):
        return self._follow(self.http.get(address, allow_redirects=False))

    def fill(self, texts, press=None):
        """Fills in the first form that has all the fields, presses a button, and gives where the app was called back."""
        name, value = press or (None, None)
        for form in self.forms:
            known = {n for n, _ in form["fields"]}
            pressed = [b for b in form["buttons"] if name and b[0] == name and value in (None, b[1])]
            if not texts.keys() <= known or name and not pressed:
                continue
            fields = [(n, texts.get(n, v)) for n, v in form["fields"]]
            body = [(n, v) for n, v in fields if v is not None] + pressed[:1]
            origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(self.at))
            return self._follow(self.http.post(
                urllib.parse.urljoin(self.at, form["action"]), data=body, headers={"Origin": origin}, allow_redirects=False))
        raise Exception(f"no form has {texts} and {press}: {self.text}")

    def _follow(self, answer):
        while answer.is_redirect:
            to = urllib.parse.urljoin(answer.url, answer.headers["Location"])
            if to.startswith(self.app):
                return to
            answer = self.http.get(to, allow_redirects=False)
        self.at, self.text = answer.url, answer.text
        if answer.status_code != 200:
            raise Exception(f"{answer.status_code} at {answer.url}: {answer.text}")
        page = Forms()
        page.feed(answer.text)
        self.forms = page.forms
        return None

#!/usr/bin/env bash
# bench/flame.sh [FRAMES [RUNS]]: how long a browser takes to open the flame graph of a profile with FRAMES boxes, by the wall clock: from the
# order to go there until the second frame after all is drawn. The browser runs already; each run is a new page.
source "$(dirname "$(readlink -f "$0")")/common.sh"
"$root/packaging/need.sh" chromium python3

# Java's names are long, and the same ones stand on many stacks.
python3 - "${1:-40000}" >"$work/stacks.collapsed" <<'PY'
import random, sys
random.seed(8)
names = ["com.example.shop.%s.%sService.%s" % (random.choice(["orders", "cache", "http", "json", "store"]), random.choice("ABCDEFGH") + str(i), random.choice(["handle", "apply", "invoke", "lambda$run$0"])) for i in range(3000)]
nodes, seen = 0, set()
while nodes < int(sys.argv[1]):
    stack, at = ["java.lang.Thread.run"], random.randrange(40)
    for depth in range(random.randint(10, 60)):
        at = (at * 7 + random.choice((1, 1, 1, 2, 3)) + depth) % len(names)
        stack.append(names[at])
    for end in range(1, len(stack) + 1):
        if tuple(stack[:end]) not in seen:
            seen.add(tuple(stack[:end]))
            nodes += 1
    # So that no box is too narrow to be drawn.
    print(";".join(stack), random.randint(9000, 11000))
PY
"$FATHOM" profile "$work/stacks.collapsed" -o "$work/flames.html"
"$FATHOM" profile "$work/stacks.collapsed" -o "$work/flames.svg"

python3 - "$work" "${2:-10}" <<'PY'
import json, os, statistics, subprocess, sys, time
work, runs = sys.argv[1], int(sys.argv[2])
to_browser, ours = os.pipe()
theirs, from_browser = os.pipe()

def place():  # The protocol's pipe is descriptors 3 and 4 (DevTools, --remote-debugging-pipe).
    os.dup2(to_browser, 13); os.dup2(from_browser, 14); os.dup2(13, 3); os.dup2(14, 4)
    os.set_inheritable(3, True); os.set_inheritable(4, True)

browser = subprocess.Popen(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + work + "/browser", "--window-size=1280,900", "--remote-debugging-pipe", "about:blank"],
                           preexec_fn=place, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os.close(to_browser); os.close(from_browser)
number, held, problems = 0, b"", []

def ask(method, session=None, **parameters):
    global number, held
    number += 1
    message = {"id": number, "method": method, "params": parameters}
    if session:
        message["sessionId"] = session
    os.write(ours, json.dumps(message).encode() + b"\0")
    while True:
        while b"\0" not in held:
            more = os.read(theirs, 1 << 20)
            if not more:
                sys.exit("the browser ended")
            held += more
        one, held = held.split(b"\0", 1)
        answer = json.loads(one)
        if answer.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded") or (answer.get("method") == "Runtime.consoleAPICalled"):
            problems.append(json.dumps(answer["params"])[:300])
        if answer.get("id") == number:
            if "error" in answer:
                sys.exit(method + ": " + json.dumps(answer["error"]))
            return answer["result"]

DRAWN = "new Promise(done => { const look = () => count && to - from === whole ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))) : setTimeout(look, 0); look(); })"
SHOWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
walls, pages, worked, searches = [], [], [], []
for _ in range(runs):
    target = ask("Target.createTarget", url="about:blank")["targetId"]
    session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for part in ("Page", "Runtime", "Log"):
        ask(part + ".enable", session)
    # On a machine with other work to do: what the page's thread itself worked.
    ask("Performance.enable", session, timeDomain="threadTicks")
    start = time.perf_counter()
    ask("Page.navigate", session, url="file://" + work + "/flames.html")
    while "exceptionDetails" in (drawn := ask("Runtime.evaluate", session, expression=DRAWN, awaitPromise=True, returnByValue=True)):
        pass  # Not the page yet.
    walls.append((time.perf_counter() - start) * 1000)
    pages.append(drawn["result"]["value"])
    worked.append(1000 * next(each["value"] for each in ask("Performance.getMetrics", session)["metrics"] if each["name"] == "TaskDuration"))
    start = time.perf_counter()
    ask("Runtime.evaluate", session, expression="search.value = 'cache'; search.dispatchEvent(new Event('input')); " + SHOWN, awaitPromise=True)
    searches.append((time.perf_counter() - start) * 1000)
    boxes = ask("Runtime.evaluate", session, expression="count")["result"]["value"]
    ask("Target.closeTarget", targetId=target)
os.close(ours)
browser.wait(20)
# What a target said before it was the page is not the page's fault.
problems = [each for each in problems if "is not defined" not in each]
print("\nflame graph of %s boxes in a browser (medians of %d)" % (format(boxes, ","), runs))
for name, values in (("open, wall ms", walls), ("open, by the page's own clock, ms", pages), ("open, CPU of the page's thread, ms", worked), ("search and draw again, ms", searches)):
    print("%-36s %8.1f   %.1f to %.1f" % (name, statistics.median(values), min(values), max(values)))
print("%-36s %8.1f" % ("HTML, KB", os.path.getsize(work + "/flames.html") / 1000))
print("%-36s %8.1f" % ("SVG, KB", os.path.getsize(work + "/flames.svg") / 1000))
print("%-36s %8d %s" % ("messages on its console", len(problems), problems[:2] or ""))
PY

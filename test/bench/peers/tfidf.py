# scikit-learn as a peer of the benchmark (test/bench/protocol.ts): TF-IDF of the texts in a JSON file.
import json
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer

texts = json.load(open(sys.argv[1], encoding="utf8"))
for line in sys.stdin:
    request = json.loads(line)
    answer = {}
    now = time.process_time if request.get("clock") == "cpu" else time.perf_counter
    if request["workload"] == "tfidf":
        times, end = [], time.perf_counter() + request["milliseconds"] / 1000
        while time.perf_counter() < end or len(times) < 3:
            start = now()
            TfidfVectorizer().fit_transform(texts)
            times.append((now() - start) * 1e6)
        answer = {"times": times}
    print(json.dumps(answer), flush=True)

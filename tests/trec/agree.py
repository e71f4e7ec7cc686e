"""Compares the measures that `vestnik eval --json` printed with those that trec_eval computes from the same run.

usage: agree.py RUN QRELS MEASURES

Needs `pytrec_eval` (package pytrec-eval-terrier), which is trec_eval itself behind a Python interface.
Ends with code 1 if a measure differs in its first four digits after the point.
"""

import collections
import json
import sys

import pytrec_eval

TOLERANCE = 0.00005


def read(path, columns):
    """Rows of a TREC file as {query: {document: value}}; `columns` are those of query, document and value."""
    table = collections.defaultdict(dict)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            cells = line.split()
            if cells:
                query, document, value = (cells[column] for column in columns)
                if document in table[query] and path == sys.argv[1]:
                    sys.exit(f"{path}: {document} stands twice in the answer to {query}")
                table[query][document] = float(value)
    return table


def first_ten(answer):
    return dict(sorted(answer.items(), key=lambda entry: -entry[1])[:10])


def mean(run, grades, measure, queries):
    """The mean over all queries; trec_eval leaves out those without an answer, which are worth nothing."""
    evaluator = pytrec_eval.RelevanceEvaluator(grades, {measure})
    values = evaluator.evaluate(run)
    name = measure.replace(".", "_")
    return sum(values[query][name] for query in queries if query in values) / len(queries)


def main():
    run = read(sys.argv[1], (0, 2, 4))
    judged = read(sys.argv[2], (0, 2, 3))
    with open(sys.argv[3], encoding="utf-8") as file:
        ours = json.load(file)

    grades = {query: {document: int(grade) for document, grade in row.items()} for query, row in judged.items()}
    # trec_eval takes the grade itself as the gain.
    gains = {
        query: {document: 2 ** max(grade, 0) - 1 for document, grade in row.items()} for query, row in grades.items()
    }
    queries = [query for query, row in grades.items() if max(row.values()) > 0]
    top = {query: first_ten(answer) for query, answer in run.items()}

    theirs = {
        "ndcg@10": mean(run, gains, "ndcg_cut.10", queries),
        "mrr@10": mean(top, grades, "recip_rank", queries),
        "recall@100": mean(run, grades, "recall.100", queries),
        "success@1": mean(run, grades, "success.1", queries),
        "success@10": mean(run, grades, "success.10", queries),
        "queries": len(queries),
    }
    if sorted(ours) != sorted(theirs):
        sys.exit(f"the measures are {sorted(ours)}, expected {sorted(theirs)}")
    wrong = [name for name, value in theirs.items() if abs(value - ours[name]) >= TOLERANCE]
    for name, value in theirs.items():
        print(f"{name:<11} vestnik {ours[name]:<8.5g} trec_eval {value:<8.5g}{' DIFFERENT' if name in wrong else ''}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""scikit-learn's LogisticRegression on the features and draws of `./edgeresnet study teach --dump DIR`.

    fewshots.py DIR      needs python3-sklearn
"""
import json
import os
import sys

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

STRENGTHS = [0.001, 0.01, 0.1, 1.0]


def main(folder):
    with open(os.path.join(folder, 'draws.json')) as file:
        study = json.load(file)
    features = numpy.fromfile(os.path.join(folder, 'features.f32'), numpy.float32).reshape(study['count'], study['width'])
    labels = numpy.array(study['labels'])
    for row in study['shots']:
        for strength in STRENGTHS:
            right = []
            for draw in row['draws']:
                learned, judged = draw['learned'], draw['judged']
                model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=1000))
                model.fit(features[learned], labels[learned])
                right.append((model.predict(features[judged]) == labels[judged]).mean())
            print(f'{row["shots"] or "half"} pictures of a class, C = {strength}: {numpy.mean(right):.3f} ± {numpy.std(right):.3f}', flush=True)


if __name__ == '__main__':
    main(sys.argv[1])

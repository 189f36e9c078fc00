BEGIN TRANSACTION;
CREATE TABLE environment (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "environment" VALUES('protection','L3');
INSERT INTO "environment" VALUES('device','cpu');
INSERT INTO "environment" VALUES('python','3.11.7');
INSERT INTO "environment" VALUES('numpy','2.4.6');
CREATE TABLE results (
        student TEXT NOT NULL, exercise TEXT NOT NULL, position INTEGER NOT NULL,
        submission TEXT NOT NULL, course TEXT NOT NULL, grader TEXT NOT NULL,
        result TEXT NOT NULL, PRIMARY KEY (student, exercise));
INSERT INTO "results" VALUES('eve','rationals',0,'77aa','0a95','2fd1','{"student": "eve", "exercise": "rationals", "score": 0.0, "max_score": 7.5, "verdict": "not submitted", "parts": [{"part": "add", "score": 0.0, "max_score": 7.5, "held": 0.0}], "checks": [], "note": "", "late_percent": 0.0}');
INSERT INTO "results" VALUES('eve','words',1,'77aa','0a95','2fd1','{"student": "eve", "exercise": "words", "score": 0.0, "max_score": 5.0, "verdict": "not submitted", "parts": [{"part": "Counter", "score": 0.0, "max_score": 5.0, "held": 0.0}], "checks": [], "note": "", "late_percent": 0.0}');
INSERT INTO "results" VALUES('ada','rationals',0,'4b87','0a95','2fd1','{"student": "ada", "exercise": "rationals", "score": 7.5, "max_score": 7.5, "verdict": "graded", "parts": [{"part": "add", "score": 7.5, "max_score": 7.5, "held": 0.0}], "checks": [{"id": "visible::test_0", "part": "add", "visible": true, "outcome": "passed", "message": "", "weight": 1.0, "sentence": "Sentence 0.", "detail": ""}, {"id": "visible::test_1", "part": "add", "visible": false, "outcome": "passed", "message": "", "weight": 1.0, "sentence": "Sentence 1.", "detail": ""}], "note": "", "late_percent": 0.0}');
INSERT INTO "results" VALUES('ada','words',1,'4b87','0a95','2fd1','{"student": "ada", "exercise": "words", "score": 2.5, "max_score": 5.0, "verdict": "graded", "parts": [{"part": "Counter", "score": 2.5, "max_score": 5.0, "held": 0.0}], "checks": [{"id": "visible::test_0", "part": "Counter", "visible": true, "outcome": "passed", "message": "", "weight": 1.0, "sentence": "Sentence 0.", "detail": ""}, {"id": "visible::test_1", "part": "Counter", "visible": false, "outcome": "failed", "message": "1 value is off\ncalled  add([1, 2], [1, 3])\n  got   [5, 7]", "weight": 1.0, "sentence": "Sentence 1.", "detail": ""}], "note": "2 days late, 20 % deducted", "late_percent": 20.0}');
COMMIT;

BEGIN TRANSACTION;
CREATE TABLE environment (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO "environment" VALUES('protection','L3');
INSERT INTO "environment" VALUES('device','cpu');
INSERT INTO "environment" VALUES('python','3.11.7');
INSERT INTO "environment" VALUES('numpy','2.4.6');
INSERT INTO "environment" VALUES('secret','e62b5da4158032ef213a3f23f74c78a4b9831f39eaca2400f411bda5266b1708');
CREATE TABLE results (
        student TEXT NOT NULL, exercise TEXT NOT NULL, position INTEGER NOT NULL,
        submission TEXT NOT NULL, course TEXT NOT NULL, grader TEXT NOT NULL,
        result TEXT NOT NULL, PRIMARY KEY (student, exercise));
INSERT INTO "results" VALUES('eve','rationals',0,'9ce7599adde0f9b3e8966df9cc89476c3fc6ffe83f26e92b2c11ff650839edc9','0a95','2fd1','{"student": "eve", "exercise": "rationals", "score": 0.0, "max_score": 7.5, "verdict": "not submitted", "parts": [{"part": "add", "score": 0.0, "max_score": 7.5, "held": 0.0}], "checks": [], "note": "", "late_percent": 0.0, "signal": ""}');
INSERT INTO "results" VALUES('eve','words',1,'9ce7599adde0f9b3e8966df9cc89476c3fc6ffe83f26e92b2c11ff650839edc9','0a95','2fd1','{"student": "eve", "exercise": "words", "score": 0.0, "max_score": 5.0, "verdict": "not submitted", "parts": [{"part": "Counter", "score": 0.0, "max_score": 5.0, "held": 0.0}], "checks": [], "note": "", "late_percent": 0.0, "signal": ""}');
INSERT INTO "results" VALUES('ada','rationals',0,'523f52842d9987c2f363ad893edb1610df89d53fdcd375c8ae50e5f0ec8fd7f2','0a95','2fd1','{"student": "ada", "exercise": "rationals", "score": 7.5, "max_score": 7.5, "verdict": "graded", "parts": [{"part": "add", "score": 7.5, "max_score": 7.5, "held": 0.0}], "checks": [{"id": "visible::test_0", "part": "add", "visible": true, "outcome": "passed", "message": "", "weight": 1.0, "sentence": "Sentence 0.", "detail": ""}, {"id": "visible::test_1", "part": "add", "visible": false, "outcome": "passed", "message": "", "weight": 1.0, "sentence": "Sentence 1.", "detail": ""}], "note": "", "late_percent": 0.0, "signal": ""}');
INSERT INTO "results" VALUES('ada','words',1,'523f52842d9987c2f363ad893edb1610df89d53fdcd375c8ae50e5f0ec8fd7f2','0a95','2fd1','{"student": "ada", "exercise": "words", "score": 2.5, "max_score": 5.0, "verdict": "graded", "parts": [{"part": "Counter", "score": 2.5, "max_score": 5.0, "held": 0.0}], "checks": [{"id": "visible::test_0", "part": "Counter", "visible": true, "outcome": "passed", "message": "", "weight": 1.0, "sentence": "Sentence 0.", "detail": ""}, {"id": "visible::test_1", "part": "Counter", "visible": false, "outcome": "failed", "message": "1 value is off\ncalled  add([1, 2], [1, 3])\n  got   [5, 7]", "weight": 1.0, "sentence": "Sentence 1.", "detail": ""}], "note": "2 days late, 20 % deducted", "late_percent": 20.0, "signal": ""}');
CREATE TABLE works (
        student TEXT PRIMARY KEY, submission TEXT NOT NULL, attempt INTEGER NOT NULL,
        packed BLOB NOT NULL);
INSERT INTO "works" VALUES('eve','9ce7599adde0f9b3e8966df9cc89476c3fc6ffe83f26e92b2c11ff650839edc9',1,X'789C1DCC310A80300C85E1AB84CC2EAE5E45445A1AB4D8A6C5A63A88773771FC1F7CEFC1263D100B4E8074110E8077398FA63D2F1A2DFA1479B37E5EEBEE7314A1B03A33DC53D2B59EC527CABF422EB22B81DB35D81D070A1019EDCC29CCD5DCF87E98142822');
INSERT INTO "works" VALUES('ada','523f52842d9987c2f363ad893edb1610df89d53fdcd375c8ae50e5f0ec8fd7f2',2,X'789CAD8FCB0AC23014447F25645385E2C2657FC58A24CDAD86DE26250F544AFFDDDC501F85A21BB34A2667869991FB101598C02BC68512BC64FC6A5DE7D3FB3072B8816BB407FA7522686B047A6206112E0B7137DC496F0071F6A290806B8CB7D135395241CBDACDB6AA0D4BC74188CEB0E2C517B5E1D331398C0D20ADED92A74D3A50016725424F297C269E771F65AF4300751234CB44C4A964CB3169A35A0CC9C297119FFFBF0664F68FE529C56B89DA9CA9D638AD73EFE05C9E5C2211FD40C07E7A0011C69C00');
COMMIT;

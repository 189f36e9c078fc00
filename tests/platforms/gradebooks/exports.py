"""Gradebooks as the platforms export them: made-up students, each platform's own peculiarities."""

from __future__ import annotations

from collections.abc import Mapping

from grader.platforms.gradebooks import Known

CANVAS = (
    b"Student,ID,SIS User ID,SIS Login ID,Section,Perceptron (77101),Circles (77102),"
    b"Assignments Current Score,Final Grade\n"
    b",,,,,Manual Posting,,,\n"
    b"    Points Possible,,,,,10.00,20.00,(read only),(read only)\n"
    b'"Lindqvist, Ada",4001,S-17,ada@uni.example,"NN 1, Monday",5.00,,50.0,D\n'
    b'"O\'Neil, Bob ""B""",4002,S-18,bob@uni.example,NN 1,,12.50,62.5,\n'
    b'"=Chen, Cy",4003,,cyd,NN 2,EX,,,\n'
    b'"Student, Test",9999,,9f3a,NN 1,,,,\n'
)

CANVAS_SEMICOLONS = (
    "\ufeffStudent;ID;SIS User ID;SIS Login ID;Section;Perceptron (77101);Circles (77102)\r\n"
    "    Points Possible;;;;;10,00;20,00\r\n"
    "Lindqvist, Ada;4001;S-17;ada@uni.example;NN 1;;1.234,5\r\n"
    "Ünal, Bob;4002;S-18;bob@uni.example;NN 1;7,50;12,5\r\n"
).encode()

WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    '"Participant 5501","Ada Lindqvist",ada@uni.example,"Submitted for grading - ",,10.00,Yes,'
    '"Tuesday, 1 December 2026, 11:58 PM",-,\n'
    '"Participant 5502","Bob O\'Neil",bob@uni.example,"Submitted for grading - ",5.00,10.00,Yes,'
    '"Monday, 30 November 2026, 9:00 AM","Wednesday, 2 December 2026, 8:00 AM",'
    '"<p>Nice,\nBob</p>"\n'
    '"Participant 5503","Cy Chen",cyd@uni.example,"No submission - ",,10.00,Yes,-,-,\n'
).encode()

WORKSHEET_IN_GERMAN = (
    '\ufeffID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,'
    '"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)"\n'
    '"Teilnehmer/in 5501","Ada Lindqvist",ada@uni.example,Abgegeben,,"10,00",Ja,-,-\n'
    '"Teilnehmer/in 5502","Bob O\'Neil",bob@uni.example,Abgegeben,"5,00","10,00",Ja,-,-\n'
).encode()

MOODLE = (
    b'"First name","Last name","ID number",Institution,Department,"Email address",'
    b'"Assignment: Perceptron (Real)","Assignment: Perceptron (Percentage)",'
    b'"Course total (Real)","Last downloaded from this course"\n'
    b"Ada,Lindqvist,S-17,,,ada@uni.example,-,-,-,1796083200\n"
    b"Bob,O'Neil,,,,bob@uni.example,5.00,50.00 %,5.00,1796083200\n"
)

BRIGHTSPACE = (
    b"OrgDefinedId,Username,Last Name,First Name,Email,"
    b'"Perceptron Points Grade <Numeric MaxPoints:10 Weight:25 Category:Home '
    b'CategoryWeight:50>",'
    b"Circles Points Grade <Numeric MaxPoints:20>,Subtotal Numerator,End-of-Line Indicator\r\n"
    b"#S-17,#ada,Lindqvist,Ada,ada@uni.example,,12.5,12.5,#\r\n"
    b"#S-18,#bob,O'Neil,Bob,bob@uni.example,-1,,,#\r\n"
    b"#S-19,#cyd,Chen,Cy,cyd@uni.example,,,,#"
)

_BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t"Availability"\t'
    '"Weighted Total [Total Pts: up to 10 Percentage] |664613"\t'
    '"Perceptron [Total Pts: 10 Score] |664617"\t"Circles [Total Pts: 20 Score] |664618"\r\n'
    '"Lindqvist"\t"Ada"\t"ada"\t"S-17"\t"2026-12-01 10:00:00"\t"Yes"\t"50"\t"5.00"\t""\r\n'
    '"O\'Neil"\t"Bob ""B"""\t"bob"\t"S-18"\t""\t"Yes"\t""\t"Needs Grading"\t""\r\n'
    '"Chen"\t"Cy"\t"cyd"\t"S-19"\t""\t"No"\t""\t""\t""\r\n'
)
BLACKBOARD = b"\xff\xfe" + _BLACKBOARD.encode("utf-16-le")
BLACKBOARD_CSV = b"\xef\xbb\xbf" + _BLACKBOARD.replace("\t", ",").encode()

EXPORTS: Mapping[str, tuple[str, bytes]] = {
    "canvas": ("canvas", CANVAS),
    "canvas, semicolons": ("canvas", CANVAS_SEMICOLONS),
    "moodle, worksheet": ("moodle", WORKSHEET),
    "moodle, gradebook": ("moodle", MOODLE),
    "brightspace": ("brightspace", BRIGHTSPACE),
    "blackboard": ("blackboard", BLACKBOARD),
    "blackboard, commas": ("blackboard", BLACKBOARD_CSV),
}

KNOWN = (
    Known(
        "a",
        "Ada Lindqvist",
        "Ada@uni.example",
        {"canvas": ("4001",), "moodle": ("5501",), "username": ("ada",)},
    ),
    Known(
        "b",
        "Bob O'Neil",
        "bob@uni.example",
        {"canvas": ("4002",), "moodle": ("5502",), "username": ("bob",)},
    ),
)
"""Two students by all that is known of them; the third of most exports is not known."""

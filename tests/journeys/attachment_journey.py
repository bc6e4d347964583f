"""Files of a lead over HTTP: as a person with a browser or curl sends and gets them."""

import base64
import hashlib
import http.client
import json
import os
import pathlib
import urllib.parse

from client import Http
from journey import Journey
from suite import PATIENCE, until

PIECE = 256 * 1024
MIB = 1024 * 1024

# A jpeg of 8 × 8 pixels, without what a camera writes.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////"
    "////////////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
# A webp of as many.
WEBP = base64.b64decode(
    "UklGRlYAAABXRUJQVlA4IEoAAACQAgCdASoIAAgAAgA0JagCdLoBQAPwArv/cAAXAAD++C7/nQP/k2/8jWP/HX5OLzf/ID+poAdj"
    "P/yA//5ocDpzxs/bLN9PDoAAAA=="
)


def with_exif(jpeg, text):
    """`jpeg` with `text` where a camera writes place and device."""
    exif = b"Exif\0\0" + text.encode()
    return jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]


def webp_with_exif(webp, text):
    """The same for a webp of 8 × 8 pixels, whose chunks have to be announced before them."""
    announced = bytes([0x08, 0, 0, 0, 7, 0, 0, 7, 0, 0])
    chunks = b"WEBP" + riff_chunk(b"VP8X", announced) + webp[12:] + riff_chunk(b"EXIF", text.encode())
    return riff_chunk(b"RIFF", chunks)


def riff_chunk(name, content):
    return name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


class AttachmentJourney(Journey):
    door = Http

    def setUp(self):
        super().setUp()
        self.clerk, self.office = self.town.clerk, self.town.office
        self.lead = self.town.registers().id

    def raw(self, verb, path, body=None, session=None, **headers):
        """A request whose body and answer are bytes: status, headers, body."""
        address = urllib.parse.urlsplit(self.city.suite.gateway).netloc
        connection = http.client.HTTPConnection(address, timeout=60)
        sent = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if session:
            sent["Authorization"] = f"Bearer {session}"
        try:
            connection.request(verb, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def begin(self, name, size, **fields):
        return self.clerk.call(
            "AttachmentService/CreateAttachment", leadId=self.lead, name=name, size=size, **fields
        )["id"]

    def send(self, attachment, body, **headers):
        path = f"/v1/attachments/{attachment}:content"
        return self.raw("PUT", path, body, self.clerk.session, **headers)

    def listed(self, actor):
        return actor.call("AttachmentService/ListAttachments", leadId=self.lead).get(
            "attachments", []
        )

    def test_a_file_comes_back_as_it_was_sent(self):
        content = ("三月五日夜，砂场出车。\n" * 40_000).encode()
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        attachment = self.begin("砂场 记录.txt", len(content), sha256=digest)
        status, _, answer = self.send(attachment, content)
        self.assertEqual(status, 200, answer)
        self.assertEqual(json.loads(answer)["state"], "ATTACHMENT_STATE_STORED")
        self.office.call("LeadService/GetLead", leadId=self.lead)
        status, headers, read = self.raw(
            "GET", f"/v1/attachments/{attachment}:content", session=self.office.session
        )
        self.assertEqual((status, read == content), (200, True))
        self.assertIn("filename*=UTF-8''%E7%A0%82", headers["Content-Disposition"])
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", headers["Content-Security-Policy"])

    def test_an_interrupted_upload_goes_on(self):
        content = os.urandom(1).hex().encode() * (PIECE + 1000)
        attachment = self.begin("长.txt", len(content))
        self.assertEqual(self.send(attachment, content[:PIECE])[0], 200)
        self.assertEqual(self.listed(self.clerk), [])
        found = self.clerk.call("AttachmentService/GetAttachment", attachmentId=attachment)
        self.assertEqual(int(found["uploadedBytes"]), PIECE)
        self.assertEqual(self.send(attachment, content[-1:], Upload_Offset=2 * PIECE)[0], 409)
        self.assertEqual(self.send(attachment, content[PIECE:], Upload_Offset=PIECE)[0], 200)
        self.assertEqual(len(self.listed(self.office)), 1)

    def test_a_program_is_not_a_picture(self):
        attachment = self.begin("照片.jpg", 3 * PIECE)
        status, _, answer = self.send(attachment, b"MZ" + bytes(3 * PIECE - 2))
        self.assertEqual(status, 400)
        self.assertIn(b"ATTACHMENT_TYPE", answer)

    def test_a_preview_has_no_metadata(self):
        for name, picture in (
            ("照片.jpg", with_exif(JPEG, "CANARYEXIF 北纬 34 度")),
            ("照片.webp", webp_with_exif(WEBP, "CANARYEXIF 北纬 34 度")),
        ):
            with self.subTest(name):
                attachment = self.begin(name, len(picture))
                self.assertEqual(self.send(attachment, picture)[0], 200)
                self.shows_no_canary(attachment, self.clerk)

    def shows_no_canary(self, attachment, actor):
        """`actor` gets the preview, and nothing but its pixels."""
        preview = until(
            lambda: self.ready_preview(attachment, actor), "the preview is made", seconds=20
        )
        self.assertTrue(preview.startswith(b"\xff\xd8"))
        self.assertNotIn(b"CANARYEXIF", preview)

    def ready_preview(self, attachment, actor):
        path = f"/v1/attachments/{attachment}:preview"
        status, _, body = self.raw("GET", path, session=actor.session)
        return body if status == 200 else None

    def test_a_unit_sees_a_reporters_picture_without_where_it_was_taken(self):
        receipt = self.city.citizen.call(
            "ReporterService/FileReport", division=self.town.division, sector="SECTOR_COAL",
            title="煤场过磅处打人", narrative="四月九日傍晚，司机在煤场过磅处被打，附照片。",
        )["receipt"]
        picture = webp_with_exif(WEBP, "CANARYEXIF 北纬 34 度")
        attachment = self.city.citizen.call(
            "ReceiptAttachmentService/AttachToReceipt", receipt=receipt, name="现场.webp",
            size=len(picture),
        )["id"]
        path = f"/v1/receipts/attachments/{attachment}:content"
        self.assertEqual(self.raw("PUT", path, picture, X_Receipt=receipt)[0], 200)
        lead = self.town.find_report("煤场过磅处打人")
        lead.is_triaged()
        lead.is_assigned()
        lead.head.call("LeadService/GetLead", leadId=lead.id)
        self.shows_no_canary(attachment, lead.head)
        path = f"/v1/attachments/{attachment}:content"
        status, _, body = self.raw("GET", path, session=lead.head.session)
        self.assertNotEqual(status, 200)
        self.assertNotIn(b"CANARYEXIF", body)

    def test_a_large_file_takes_no_memory(self):
        self.goes_there_and_back(4 * MIB)  # connections and buffers come with the first
        names = ("gateway", "intake")
        before = [self.resident(name, "VmRSS") for name in names]
        for name in names:
            # From here on VmHWM is the most that it has held.
            pathlib.Path(f"/proc/{self.pid(name)}/clear_refs").write_text("5")
        self.goes_there_and_back(48 * MIB)
        grown = {n: self.resident(n, "VmHWM") - then for n, then in zip(names, before)}
        if PATIENCE > 1:
            self.skipTest("what watches a program takes memory of its own")
        self.assertLess(grown["gateway"], 8 * MIB, grown)
        # Each connection of its pool keeps a buffer of a piece.
        self.assertLess(grown["intake"], 24 * MIB, grown)

    def goes_there_and_back(self, size):
        content = b"0123456789abcdef" * (size // 16)
        attachment = self.begin("大.txt", size)
        self.assertEqual(self.send(attachment, content)[0], 200)
        path = f"/v1/attachments/{attachment}:content"
        self.assertEqual(self.raw("GET", path, session=self.clerk.session)[2], content)

    def pid(self, name):
        return int((self.city.suite.var / "run" / f"{name}.pid").read_text().split()[0])

    def resident(self, name, what):
        status = pathlib.Path(f"/proc/{self.pid(name)}/status").read_text()
        return int(status.partition(what + ":")[2].split()[0]) * 1024

    def test_a_reporter_sends_and_gets_files_by_receipt(self):
        receipt = self.city.citizen.call(
            "ReporterService/FileReport",
            division=self.town.division,
            title="有人收保护费",
            narrative="市场东门每月收一次",
        )["receipt"]
        begun = self.city.citizen.call(
            "ReceiptAttachmentService/AttachToReceipt", receipt=receipt, name="a.txt", size=5
        )
        path = f"/v1/receipts/attachments/{begun['id']}:content"
        self.assertEqual(self.raw("PUT", path, b"hello")[0], 404)
        self.assertEqual(self.raw("PUT", path, b"hello", X_Receipt="0000-0000")[0], 404)
        self.assertEqual(self.raw("PUT", path, b"hello", X_Receipt=receipt)[0], 200)
        status, _, answer = self.raw("GET", f"{path}?receipt={receipt}")
        self.assertEqual(status, 400)
        self.assertIn(b"SENSITIVE_IN_URL", answer)
        listed = self.city.citizen.call(
            "ReceiptAttachmentService/ListReceiptAttachments", receipt=receipt
        )["attachments"]
        self.assertEqual([each["name"] for each in listed], ["a.txt"])

"""An independent subscriber (aiortc, LiveKit protocol v0 with two peer connections) that reads the packets of one video.

Switches the wanted layer again and again, and looks for gaps in sequence numbers, timestamps and VP8 picture ids as they
arrive. With --tone it listens instead: which payload types carry sound, and how much of the decoded sound is that tone. Prints
one line of JSON.

usage: aiortc_room.py URL TOKEN [--seconds N] [--switch SECONDS] [--identity WHOM] [--tone HERTZ]
"""

import argparse
import array
import asyncio
import json
import math
import time
import urllib.parse

import aiortc.rtcrtpreceiver as receiver_module
import websockets
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.codecs.vpx import VpxPayloadDescriptor
from aiortc.sdp import candidate_from_sdp
from livekit.protocol import models, rtc

packets = []
sounds = []
samples = array.array("h")
QUALITIES = [models.VideoQuality.LOW, models.VideoQuality.HIGH, models.VideoQuality.MEDIUM, models.VideoQuality.HIGH]


class Blind:
    """Decodes nothing: the judge reads packets, and pictures cost processor time."""

    def decode(self, _frame):
        return []


def listen_to_packets():
    """Notes each video packet before aiortc handles it, so that its own feedback (NACK, PLI, reports) goes on."""
    original = receiver_module.RTCRtpReceiver._handle_rtp_packet

    async def handle(self, packet, arrival_time_ms):
        if self._RTCRtpReceiver__kind == "audio" and packet.payload:
            sounds.append((packet.payload_type, len(packet.payload)))
        if self._RTCRtpReceiver__kind == "video" and packet.payload:
            packets.append((time.monotonic(), packet.ssrc, packet.payload_type, packet.sequence_number, packet.timestamp, bytes(packet.payload)))
        await original(self, packet, arrival_time_ms)

    receiver_module.RTCRtpReceiver._handle_rtp_packet = handle
    decoder = receiver_module.get_decoder
    receiver_module.get_decoder = lambda codec: Blind() if codec.mimeType.startswith("video") else decoder(codec)


class Signal:
    """As much of the protocol as a subscriber needs."""

    def __init__(self, socket, whom):
        self.socket = socket
        self.whom = whom
        self.pc = RTCPeerConnection()
        self.pc.on("track", lambda track: track.kind == "audio" and asyncio.create_task(listen(track)))
        self.pending = []
        self.tracks = []

    async def send(self, **what):
        await self.socket.send(rtc.SignalRequest(**what).SerializeToString())

    async def run(self):
        async for message in self.socket:
            response = rtc.SignalResponse.FromString(message)
            kind = response.WhichOneof("message")
            if kind == "join":
                self.note_tracks(response.join.other_participants)
                asyncio.create_task(self.ping(response.join.ping_interval))
            elif kind == "update":
                self.note_tracks(response.update.participants)
            elif kind == "offer":
                await self.answer(response.offer)
            elif kind == "trickle" and response.trickle.target == rtc.SignalTarget.SUBSCRIBER:
                await self.trickle(json.loads(response.trickle.candidateInit))
            elif kind == "leave":
                raise RuntimeError(f"the server sent leave: {response.leave}")

    def note_tracks(self, participants):
        for person in participants:
            for track in person.tracks:
                wanted = not self.whom or person.identity == self.whom
                if wanted and track.type == models.TrackType.VIDEO and track.sid not in self.tracks:
                    self.tracks.append(track.sid)

    async def ping(self, interval):
        while True:
            await asyncio.sleep(interval)
            now = int(time.time() * 1000)
            await self.send(ping_req=rtc.Ping(timestamp=now, rtt=0))

    async def answer(self, offer):
        await self.pc.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        for candidate in self.pending:
            await self.pc.addIceCandidate(candidate)
        self.pending.clear()
        await self.send(answer=rtc.SessionDescription(type="answer", sdp=self.pc.localDescription.sdp, id=offer.id))

    async def trickle(self, init):
        line = init["candidate"].removeprefix("candidate:")
        if not line or " tcp " in line.lower():
            return
        candidate = candidate_from_sdp(line)
        candidate.sdpMid, candidate.sdpMLineIndex = init.get("sdpMid"), init.get("sdpMLineIndex")
        if self.pc.remoteDescription:
            await self.pc.addIceCandidate(candidate)
        else:
            self.pending.append(candidate)

    async def switch_layers(self, every):
        count = 0
        while True:
            await asyncio.sleep(every)
            await self.send(track_setting=rtc.UpdateTrackSettings(track_sids=self.tracks, quality=QUALITIES[count % len(QUALITIES)]))
            count += 1


async def listen(track):
    """Keeps the latest second of decoded sound, left channel."""
    while True:
        frame = await track.recv()
        channels = len(frame.layout.channels)
        # The buffer of a frame may be longer than its samples.
        samples.extend(array.array("h", bytes(frame.planes[0])[: 2 * channels * frame.samples])[::channels])
        del samples[: -frame.sample_rate]


def tone_snr_db(hertz, rate=48_000):
    """Power of the tone against the rest (Goertzel over the last half second)."""
    block = samples[-rate // 2 :]
    if len(block) < rate // 2:
        return None
    real = sum(s * math.cos(2 * math.pi * hertz * i / rate) for i, s in enumerate(block))
    imaginary = sum(s * math.sin(2 * math.pi * hertz * i / rate) for i, s in enumerate(block))
    total = sum(s * s for s in block) / len(block)
    power = 2 * (real * real + imaginary * imaginary) / len(block) ** 2
    return 10 * math.log10(power / max(total - power, total * 1e-6)) if total else None


def report_sound(hertz):
    """What came as sound: packets and bytes by payload type, and the tone."""
    kinds = {kind: [size for one, size in sounds if one == kind] for kind, _ in sounds}
    found = {str(kind): {"packets": len(sizes), "mean_bytes": sum(sizes) / len(sizes)} for kind, sizes in kinds.items()}
    return {"sounds": found, "tone_snr_db": tone_snr_db(hertz)}


def step(now, before, bits):
    """Signed distance of two counters of `bits` bits."""
    half = 1 << (bits - 1)
    return ((now - before + half) & ((1 << bits) - 1)) - half


def key_frame_width(descriptor, payload):
    """Width from the VP8 key frame header (RFC 6386, section 9.1), or None for other packets."""
    starts = descriptor.partition_start == 1 and descriptor.partition_id == 0
    if not starts or len(payload) < 10 or payload[0] & 1 or payload[3:6] != b"\x9d\x01\x2a":
        return None
    return int.from_bytes(payload[6:8], "little") & 0x3FFF


def judge_stream(stream):
    """Sequence numbers, timestamps against arrival, picture ids and TL0PICIDX of one SSRC, in the order of sequence numbers."""
    found = {"packets": 0, "seq_gaps": 0, "timestamp_gaps": 0, "picture_id_gaps": 0, "tl0_gaps": 0, "without_picture_id": 0}
    unwrapped, last = {}, None
    for arrived, _, _, seq, timestamp, payload in stream:
        extended = seq if last is None else last + step(seq, last & 0xFFFF, 16)
        last = extended if last is None else max(last, extended)
        unwrapped.setdefault(extended, (arrived, timestamp, payload))
    order = sorted(unwrapped)
    found["packets"] = len(order)
    found["seq_gaps"] = order[-1] - order[0] + 1 - len(order)
    widths, key_frames, frame = [], 0, None
    for seq in order:
        arrived, timestamp, payload = unwrapped[seq]
        descriptor, rest = VpxPayloadDescriptor.parse(payload)
        width = key_frame_width(descriptor, rest)
        if width:
            key_frames += 1
            widths.append(width)
        now = (arrived, timestamp, descriptor.picture_id, descriptor.tl0picidx, (descriptor.tid or (0, 0))[0])
        if descriptor.picture_id is None:
            found["without_picture_id"] += 1
        if frame and timestamp != frame[1]:
            compare(frame, now, found)
        if not frame or timestamp != frame[1]:
            frame = now
    return {**found, "key_frames": key_frames, "widths": widths}


def compare(before, now, found):
    """One frame against the next."""
    seconds = step(now[1], before[1], 32) / 90_000
    if seconds <= 0 or abs(seconds - (now[0] - before[0])) > 0.7:
        found["timestamp_gaps"] += 1
    if None not in (before[2], now[2]) and step(now[2], before[2], 15) != 1:
        found["picture_id_gaps"] += 1
    if None not in (before[3], now[3]) and step(now[3], before[3], 8) != (1 if now[4] == 0 else 0):
        found["tl0_gaps"] += 1


def report():
    streams = {}
    for packet in packets:
        streams.setdefault(packet[1], []).append(packet)
    largest = max(streams.values(), key=len, default=None)
    return {"streams": len(streams), **(judge_stream(largest) if largest else {})}


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("url")
    options.add_argument("token")
    options.add_argument("--seconds", type=float, default=15)
    options.add_argument("--switch", type=float, default=2)
    options.add_argument("--identity", default="")
    options.add_argument("--tone", type=float, default=0)
    options = options.parse_args()
    listen_to_packets()
    query = {"access_token": options.token, "auto_subscribe": 1, "protocol": 16, "sdk": "python", "version": "1.0.0", "adaptive_stream": 0}
    async with websockets.connect(f"{options.url}/rtc?{urllib.parse.urlencode(query)}", max_size=None) as socket:
        signal = Signal(socket, options.identity)
        running = [asyncio.create_task(signal.run())]
        if not options.tone:
            running.append(asyncio.create_task(signal.switch_layers(options.switch)))
        done, _ = await asyncio.wait(running, timeout=options.seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        state = signal.pc.connectionState
        await signal.send(leave=rtc.LeaveRequest())
        for task in running:
            task.cancel()
        await signal.pc.close()
    print(json.dumps({"state": state, "tracks": len(signal.tracks), **(report_sound(options.tone) if options.tone else report())}))


asyncio.run(main())

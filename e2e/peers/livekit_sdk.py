"""LiveKit's SDKs for Python, driven by lines on standard input; answers each with one line, "OK …" or "ERROR …".

usage: livekit_sdk.py client URL TOKEN dual|single HERTZ | livekit_sdk.py server URL KEY SECRET
"""

import asyncio
import json
import sys

import numpy
from livekit import api, rtc

RATE = 48_000
WIDTH, HEIGHT, FPS = 640, 360, 15


async def answer_lines(perform):
    """Reads commands until the input ends."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        try:
            print("OK", await perform(line.decode().split()), flush=True)
        except Exception as error:  # whatever the SDK says is the answer
            print("ERROR", type(error).__name__, str(error).replace("\n", " "), flush=True)


class Client:
    """Publishes a moving picture and a tone; counts the pictures and measures the tones of others."""

    def __init__(self):
        self.room = rtc.Room()
        self.seen = {}
        self.sounds = {}
        self.events = []
        self.tasks = []

    async def join(self, url, token, mode, hertz):
        self.room.on("track_subscribed", self.on_track)
        self.room.on("track_muted", lambda person, publication: self.events.append(f"muted {person.identity}"))
        self.room.on("data_received", self.on_data)
        self.room.on("disconnected", lambda reason: self.events.append(f"left {reason}"))
        await self.room.connect(url, token, rtc.RoomOptions(single_peer_connection=mode != "dual"))
        picture, sound = rtc.VideoSource(WIDTH, HEIGHT), rtc.AudioSource(RATE, 1)
        me = self.room.local_participant
        camera = rtc.LocalVideoTrack.create_video_track("camera", picture)
        await me.publish_track(camera, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_CAMERA, video_codec=rtc.VideoCodec.VP8))
        microphone = rtc.LocalAudioTrack.create_audio_track("microphone", sound)
        await me.publish_track(microphone, rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False))
        self.tasks += [asyncio.create_task(paint(picture)), asyncio.create_task(play(sound, hertz))]

    def on_data(self, packet):
        sender = packet.participant.identity if packet.participant else "-"
        self.events.append(f"data {sender} {packet.topic or '-'} {packet.data[:200].decode(errors='replace')}")

    def on_track(self, track, publication, person):
        key = f"{person.identity}/{rtc.TrackSource.Name(publication.source).removeprefix('SOURCE_').lower()}"
        watch = self.watch if track.kind == rtc.TrackKind.KIND_VIDEO else self.listen
        self.tasks.append(asyncio.create_task(watch(key, track)))

    async def watch(self, key, track):
        view = self.seen[key] = {"frames": 0, "changes": 0, "width": 0, "height": 0}
        before = None
        async for event in rtc.VideoStream(track):
            frame = event.frame
            view.update(frames=view["frames"] + 1, width=frame.width, height=frame.height)
            look = hash(bytes(frame.data[: frame.width * frame.height : 97]))
            view["changes"] += look != before
            before = look

    async def listen(self, key, track):
        heard = self.sounds[key] = []
        async for event in rtc.AudioStream(track, sample_rate=RATE, num_channels=1):
            heard.append(numpy.frombuffer(event.frame.data, dtype=numpy.int16))
            del heard[:-100]

    def tone(self, chunks):
        """The loudest frequency of the last second, and how far it stands above the rest, dB."""
        if len(chunks) < 50:
            return {"hertz": 0, "snrDb": -100}
        samples = numpy.concatenate(chunks)
        power = numpy.abs(numpy.fft.rfft(samples * numpy.hanning(len(samples)))) ** 2
        peak = int(power.argmax())
        near = slice(max(0, peak - 8), peak + 9)
        signal, noise = power[near].sum(), power.sum() - power[near].sum()
        return {"hertz": round(peak * RATE / len(samples)), "snrDb": float(10 * numpy.log10(max(signal, 1) / max(noise, 1)))}

    async def perform(self, words):
        if words[0] == "leave":
            await self.room.disconnect()
            return "left"
        me = self.room.local_participant
        if words[0] == "say":
            await me.publish_data(words[1].encode(), reliable=True, topic="greeting")
            return "said"
        if words[0] == "call":
            return await me.perform_rpc(destination_identity=words[1], method=words[2], payload=words[3])
        if words[0] != "facts":
            raise ValueError(f"unknown command {words[0]}")
        sounds = {key: self.tone(chunks) for key, chunks in self.sounds.items()}
        remote = {person.identity: dict(person.attributes) for person in self.room.remote_participants.values()}
        return json.dumps({"seen": self.seen, "sounds": sounds, "remote": remote, "events": self.events})


async def paint(source):
    """A white bar that goes from left to right."""
    step = 0
    while True:
        picture = numpy.full((HEIGHT, WIDTH, 4), 40, dtype=numpy.uint8)
        left = step * 8 % (WIDTH - 64)
        picture[:, left : left + 64] = 255
        source.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, picture.tobytes()))
        step += 1
        await asyncio.sleep(1 / FPS)


async def play(source, hertz):
    """A tone, 10 ms at a time; the source's queue sets the pace."""
    samples = RATE // 100
    at = 0
    while True:
        wave = numpy.sin(2 * numpy.pi * hertz * (numpy.arange(samples) + at) / RATE) * 10_000
        at += samples
        await source.capture_frame(rtc.AudioFrame(wave.astype(numpy.int16).tobytes(), RATE, 1, samples))


async def serve(url, key, secret):
    """RoomService, as livekit-api calls it."""
    async with api.LiveKitAPI(url, key, secret) as livekit:
        rooms = livekit.room

        async def perform(words):
            command, *rest = words
            match command:
                case "create":
                    wanted = api.CreateRoomRequest(name=rest[0], metadata=rest[1], empty_timeout=300, max_participants=10)
                    room = await rooms.create_room(wanted)
                    return f"{room.name} {room.sid} {room.metadata}"
                case "rooms":
                    return " ".join(room.name for room in (await rooms.list_rooms(api.ListRoomsRequest())).rooms)
                case "participants":
                    people = await rooms.list_participants(api.ListParticipantsRequest(room=rest[0]))
                    return " ".join(person.identity for person in people.participants)
                case "participant":
                    return (await rooms.get_participant(api.RoomParticipantIdentity(room=rest[0], identity=rest[1]))).identity
                case "mute":
                    muting = api.MuteRoomTrackRequest(room=rest[0], identity=rest[1], track_sid=rest[2], muted=True)
                    return str((await rooms.mute_published_track(muting)).track.muted)
                case "update":
                    change = api.UpdateParticipantRequest(room=rest[0], identity=rest[1], metadata=rest[2], attributes={"by": rest[2]})
                    return (await rooms.update_participant(change)).metadata
                case "metadata":
                    return (await rooms.update_room_metadata(api.UpdateRoomMetadataRequest(room=rest[0], metadata=rest[1]))).metadata
                case "remove":
                    await rooms.remove_participant(api.RoomParticipantIdentity(room=rest[0], identity=rest[1]))
                    return "done"
                case "delete":
                    await rooms.delete_room(api.DeleteRoomRequest(room=rest[0]))
                    return "done"
            raise ValueError(f"unknown command {command}")

        await answer_lines(perform)


async def main():
    role, *rest = sys.argv[1:]
    if role == "server":
        await serve(*rest)
        return
    client = Client()
    url, token, mode, hertz = rest
    await client.join(url, token, mode, int(hertz))
    await answer_lines(client.perform)
    await client.room.disconnect()


asyncio.run(main())

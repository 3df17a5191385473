package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// echo is a participant that publishes a camera and a microphone, and sends on them what it receives from others:
// whoever sees and hears it sees and hears itself, through the server twice.
type echo struct {
	mutex    sync.Mutex
	received map[string]*stream
	video    *webrtc.TrackRemote
	events   []string
	room     *lksdk.Room
	out      map[webrtc.RTPCodecType]*lksdk.LocalTrack
}

// stream is what arrived of one track.
type stream struct {
	Packets  int    `json:"packets"`
	Gaps     int    `json:"gaps"`
	MimeType string `json:"mimeType"`
}

func client(url, token, mode string) func(words []string) (string, error) {
	e := &echo{received: map[string]*stream{}, events: []string{}, out: map[webrtc.RTPCodecType]*lksdk.LocalTrack{}}
	if err := e.join(url, token, mode); err != nil {
		fmt.Println("ERROR", err)
		os.Exit(1)
	}
	return func(words []string) (string, error) {
		switch words[0] {
		case "facts":
			return e.facts()
		case "say":
			return "said", e.room.LocalParticipant.PublishDataPacket(
				&lksdk.UserDataPacket{Payload: []byte(words[1]), Topic: "greeting"}, lksdk.WithDataPublishReliable(true))
		case "leave":
			e.room.Disconnect()
			return "left", nil
		default:
			return "", fmt.Errorf("unknown command %s", words[0])
		}
	}
}

func (e *echo) join(url, token, mode string) error {
	camera, err := lksdk.NewLocalTrack(
		webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}, lksdk.WithRTCPHandler(e.onFeedback))
	if err != nil {
		return err
	}
	microphone, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2})
	if err != nil {
		return err
	}
	e.out[webrtc.RTPCodecTypeVideo], e.out[webrtc.RTPCodecTypeAudio] = camera, microphone
	cameraOptions := &lksdk.TrackPublicationOptions{Name: "camera", Source: livekit.TrackSource_CAMERA, VideoWidth: 640, VideoHeight: 360}
	microphoneOptions := &lksdk.TrackPublicationOptions{Name: "microphone", Source: livekit.TrackSource_MICROPHONE, DisableDTX: true}

	// A busy machine may need longer than the SDK's 5 s.
	options := []lksdk.ConnectOption{lksdk.WithConnectTimeout(20 * time.Second)}
	if mode != "dual" {
		options = append(options, lksdk.WithSinglePeerConnection())
	}
	if mode == "bundled" {
		options = append(options, lksdk.WithTrack(camera, cameraOptions), lksdk.WithTrack(microphone, microphoneOptions))
	}
	callback := &lksdk.RoomCallback{
		ParticipantCallback:       lksdk.ParticipantCallback{OnTrackSubscribed: e.onTrack, OnTrackUnsubscribed: e.onTrackGone, OnTrackMuted: e.onMuted, OnDataPacket: e.onData},
		OnParticipantConnected:    func(p *lksdk.RemoteParticipant) { e.note("connected " + p.Identity()) },
		OnParticipantDisconnected: func(p *lksdk.RemoteParticipant) { e.note("disconnected " + p.Identity()) },
		OnReconnecting:            func() { e.note("reconnecting") },
		OnReconnected:             func() { e.note("reconnected") },
		OnDisconnectedWithReason:  func(reason lksdk.DisconnectionReason) { e.note("left " + string(reason)) },
	}
	// Tracks may come before the call returns; they need the room only for key frame requests.
	room, err := lksdk.ConnectToRoomWithToken(url, token, callback, options...)
	e.mutex.Lock()
	e.room = room
	e.mutex.Unlock()
	if err != nil || mode == "bundled" {
		return err
	}
	if _, err = e.room.LocalParticipant.PublishTrack(camera, cameraOptions); err != nil {
		return err
	}
	_, err = e.room.LocalParticipant.PublishTrack(microphone, microphoneOptions)
	return err
}

func (e *echo) note(event string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.events = append(e.events, event)
}

func (e *echo) onData(packet lksdk.DataPacket, params lksdk.DataReceiveParams) {
	if user, isUser := packet.(*lksdk.UserDataPacket); isUser {
		e.note("data " + params.SenderIdentity + " " + user.Topic + " " + string(user.Payload))
	}
}

func (e *echo) onMuted(publication lksdk.TrackPublication, p lksdk.Participant) {
	e.note("muted " + p.Identity() + " " + publication.Source().String())
}

func (e *echo) onTrackGone(_ *webrtc.TrackRemote, publication *lksdk.RemoteTrackPublication, p *lksdk.RemoteParticipant) {
	e.note("unsubscribed " + p.Identity() + " " + publication.Source().String())
}

func (e *echo) onTrack(track *webrtc.TrackRemote, publication *lksdk.RemoteTrackPublication, p *lksdk.RemoteParticipant) {
	seen := &stream{MimeType: track.Codec().MimeType}
	e.mutex.Lock()
	e.received[p.Identity()+"/"+publication.Source().String()] = seen
	if track.Kind() == webrtc.RTPCodecTypeVideo && publication.Source() == livekit.TrackSource_CAMERA {
		e.video = track
	}
	e.mutex.Unlock()
	e.askForKeyFrame()
	go e.forward(track, seen, e.outFor(track.Kind(), publication.Source()))
}

// outFor is where a track goes back: only cameras and microphones do, others are counted.
func (e *echo) outFor(kind webrtc.RTPCodecType, source livekit.TrackSource) *lksdk.LocalTrack {
	if source == livekit.TrackSource_CAMERA || source == livekit.TrackSource_MICROPHONE {
		return e.out[kind]
	}
	return nil
}

// forward counts a track's packets and sends them again as its own, if there is where to.
func (e *echo) forward(track *webrtc.TrackRemote, seen *stream, out *lksdk.LocalTrack) {
	var expected uint16
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		e.mutex.Lock()
		if seen.Packets > 0 && packet.SequenceNumber != expected {
			// A repaired packet comes late and counts back.
			if missing := int16(packet.SequenceNumber - expected); missing > 0 {
				seen.Gaps += int(missing)
			} else {
				seen.Gaps--
			}
		}
		if seen.Packets == 0 || int16(packet.SequenceNumber-expected) >= 0 {
			expected = packet.SequenceNumber + 1
		}
		seen.Packets++
		e.mutex.Unlock()
		if out == nil || len(packet.Payload) == 0 {
			continue
		}
		// Header extensions stay behind: their numbers belong to the other connection.
		again := &rtp.Packet{
			Header: rtp.Header{
				Version: 2, Marker: packet.Marker, SequenceNumber: packet.SequenceNumber, Timestamp: packet.Timestamp,
			},
			Payload: packet.Payload,
		}
		_ = out.WriteRTP(again, nil)
	}
}

// onFeedback passes requests for a key frame on to whoever made the picture.
func (e *echo) onFeedback(packet rtcp.Packet) {
	switch packet.(type) {
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		e.mutex.Lock()
		e.events = append(e.events, "keyframe asked")
		e.mutex.Unlock()
		e.askForKeyFrame()
	}
}

// askForKeyFrame writes the request itself: with a single peer connection the SDK's WritePLI does nothing.
func (e *echo) askForKeyFrame() {
	e.mutex.Lock()
	video, room := e.video, e.room
	e.mutex.Unlock()
	if video == nil || room == nil {
		return
	}
	connection := room.LocalParticipant.GetSubscriberPeerConnection()
	if connection == nil {
		connection = room.LocalParticipant.GetPublisherPeerConnection()
	}
	if connection != nil {
		_ = connection.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(video.SSRC())}})
	}
}

func (e *echo) facts() (string, error) {
	people := map[string]map[string]string{}
	for _, person := range e.room.GetRemoteParticipants() {
		people[person.Identity()] = person.Attributes()
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	text, err := json.Marshal(map[string]any{
		"received": e.received, "events": e.events, "remote": people, "state": e.room.ConnectionState(), "at": time.Now().UnixMilli(),
	})
	return string(text), err
}

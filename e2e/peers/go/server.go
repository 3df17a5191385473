package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

// server answers commands with the server SDK's RoomServiceClient.
func server(url, key, secret string) func(words []string) (string, error) {
	rooms := lksdk.NewRoomServiceClient(url, key, secret)
	return func(words []string) (string, error) {
		return perform(context.Background(), rooms, words)
	}
}

func perform(ctx context.Context, rooms *lksdk.RoomServiceClient, words []string) (string, error) {
	switch words[0] {
	case "create":
		room, err := rooms.CreateRoom(ctx, &livekit.CreateRoomRequest{
			Name: words[1], Metadata: words[2], EmptyTimeout: 300, MaxParticipants: 10,
		})
		return room.GetName() + " " + room.GetSid() + " " + room.GetMetadata(), err
	case "rooms":
		list, err := rooms.ListRooms(ctx, &livekit.ListRoomsRequest{})
		var names []string
		for _, room := range list.GetRooms() {
			names = append(names, room.Name)
		}
		return strings.Join(names, " "), err
	case "participants":
		list, err := rooms.ListParticipants(ctx, &livekit.ListParticipantsRequest{Room: words[1]})
		var names []string
		for _, person := range list.GetParticipants() {
			names = append(names, person.Identity)
		}
		return strings.Join(names, " "), err
	case "participant":
		person, err := rooms.GetParticipant(ctx, &livekit.RoomParticipantIdentity{Room: words[1], Identity: words[2]})
		return person.GetIdentity(), err
	case "mute":
		answer, err := rooms.MutePublishedTrack(ctx, &livekit.MuteRoomTrackRequest{
			Room: words[1], Identity: words[2], TrackSid: words[3], Muted: true,
		})
		return fmt.Sprint(answer.GetTrack().GetMuted()), err
	case "update":
		person, err := rooms.UpdateParticipant(ctx, &livekit.UpdateParticipantRequest{
			Room: words[1], Identity: words[2], Metadata: words[3], Attributes: map[string]string{"by": words[3]},
		})
		return person.GetMetadata(), err
	case "metadata":
		room, err := rooms.UpdateRoomMetadata(ctx, &livekit.UpdateRoomMetadataRequest{Room: words[1], Metadata: words[2]})
		return room.GetMetadata(), err
	case "remove":
		_, err := rooms.RemoveParticipant(ctx, &livekit.RoomParticipantIdentity{Room: words[1], Identity: words[2]})
		return "done", err
	case "delete":
		_, err := rooms.DeleteRoom(ctx, &livekit.DeleteRoomRequest{Room: words[1]})
		return "done", err
	default:
		return "", fmt.Errorf("unknown command %s", words[0])
	}
}

package media.sluice.core.room;

/** What a trunk of a room tells its owner; drained with {@link RoomTrunk#pollEvent}. */
public sealed interface TrunkEvent {

    /** Both ends have heard each other. */
    record Proven() implements TrunkEvent {}

    /** The trunk has ended here: the other end is silent, or it carries nothing any more. */
    record Over(boolean isLost) implements TrunkEvent {}

    /** A producer that was fed to the other leg has ended: tell it. */
    record FeedEnded(int streamId) implements TrunkEvent {}

    /** A producer from the other leg is not wanted any more: tell it. */
    record FeedUnwanted(int streamId) implements TrunkEvent {}

    /** A message of a data channel for the other leg, in order. */
    record Message(LegMessage message) implements TrunkEvent {}
}

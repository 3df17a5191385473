package media.sluice.coordinator.port;

/** Why a wanted track cannot be had. */
public enum SubscriptionFault {
    /** Not known. */
    UNKNOWN,
    /** The client has no decoder for it. */
    CODEC_UNSUPPORTED,
    /** There is no such track. */
    TRACK_NOT_FOUND
}

package media.sluice.core.room;

/** One message on its way to receivers; the bytes are shared and never changed. */
@SuppressWarnings("ArrayRecordComponent")
record DataMessage(boolean isText, byte[] payload) {

    /** What keeping it costs, with its objects. */
    int costBytes() {
        return payload.length + 64;
    }
}

package media.sluice.coordinator.sdp;

/**
 * One line of a description (RFC 8866, section 5).
 *
 * @param number position in the text, from 1; 0 in descriptions of our own
 * @param type the letter before the equals sign
 * @param value what follows it
 */
record SdpLine(int number, char type, String value) {

    String text() {
        return type + "=" + value;
    }

    /** The name of an attribute line: what stands before the first colon. */
    String attributeName() {
        var colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** The value of an attribute line, empty for a property attribute. */
    String attributeValue() {
        var colon = value.indexOf(':');
        return colon < 0 ? "" : value.substring(colon + 1);
    }

    SdpException refuse(String why) {
        return new SdpException(number, text(), why);
    }
}

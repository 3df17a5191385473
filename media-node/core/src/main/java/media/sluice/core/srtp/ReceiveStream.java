package media.sluice.core.srtp;

import media.sluice.core.crypto.IndexWindow;

/**
 * What a receiver knows of one SSRC: its replay window, and whether the roll-over counter is
 * certain.
 */
final class ReceiveStream {

    private final IndexWindow window;
    private boolean isConfirmed;

    ReceiveStream(IndexWindow window, boolean isConfirmed) {
        this.window = window;
        this.isConfirmed = isConfirmed;
    }

    IndexWindow window() {
        return window;
    }

    /** False after an import, until a packet has proved the roll-over counter. */
    boolean isConfirmed() {
        return isConfirmed;
    }

    void accept(long index) {
        window.mark(index);
        isConfirmed = true;
    }
}

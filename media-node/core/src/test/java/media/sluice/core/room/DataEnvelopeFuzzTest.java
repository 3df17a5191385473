package media.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes a peer sends are refused, or stay a message that ends with the stamp. */
class DataEnvelopeFuzzTest {

    @FuzzTest
    void open(byte[] data) {
        var opened = DataEnvelopeTest.envelope().open(data);
        if (opened.drop() != null) {
            return;
        }
        // One stamp, and one for each nested message that has one, however often it comes.
        assertThat(opened.payload().length - data.length).isLessThanOrEqualTo(32);
        var fields = new ProtobufFields(opened.payload(), 0, opened.payload().length);
        int lastIdentity = -1;
        while (fields.next()) {
            lastIdentity = fields.number() == 4 ? fields.contentEnd() : lastIdentity;
        }
        assertThat(fields.isMalformed()).isFalse();
        assertThat(lastIdentity).isGreaterThanOrEqualTo(data.length);
    }
}

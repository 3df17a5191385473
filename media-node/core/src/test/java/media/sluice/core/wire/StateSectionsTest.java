package media.sluice.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateSectionsTest {

    @Test
    void readsWhatWasWritten() throws CorruptStateException {
        var writer = new StateWriter(16);
        writer.begin(1).u8(200).bool(true).u16(60000).i32(-5).i64(Long.MIN_VALUE);
        writer.text("größer").bytes(new byte[300]).end();

        var reader = new StateReader(writer.toBytes());
        assertThat(reader.begin()).isEqualTo(1);
        assertThat(reader.u8()).isEqualTo(200);
        assertThat(reader.bool()).isTrue();
        assertThat(reader.u16()).isEqualTo(60000);
        assertThat(reader.i32()).isEqualTo(-5);
        assertThat(reader.i64()).isEqualTo(Long.MIN_VALUE);
        assertThat(reader.text(100)).isEqualTo("größer");
        assertThat(reader.bytes(300)).hasSize(300);
        reader.end();
        assertThat(reader.remaining()).isZero();
    }

    @Test
    void skipsFieldsOfNewerVersion() throws CorruptStateException {
        var writer = new StateWriter();
        writer.begin(2).u8(1).begin(7).i64(9).end().u16(5).end().u8(42);

        var reader = new StateReader(writer.toBytes());
        assertThat(reader.begin()).isEqualTo(2);
        assertThat(reader.u8()).isEqualTo(1);
        reader.end();
        assertThat(reader.u8()).isEqualTo(42);
    }

    @Test
    void refusesToReadOutOfTheSection() throws CorruptStateException {
        var writer = new StateWriter();
        writer.begin(1).u8(1).end().i64(0);

        var reader = new StateReader(writer.toBytes());
        reader.begin();

        assertThatThrownBy(reader::u16).isInstanceOf(CorruptStateException.class);
    }

    @Test
    void hostileBytesEndInTheCheckedExceptionOnly() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                Arrays.fill(bytes, 0, Math.min(5, bytes.length), (byte) 0);
            }
            refused += readsAnything(bytes, random) ? 0 : 1;
        }
        assertThat(refused).isPositive();
    }

    private static boolean readsAnything(byte[] bytes, Random random) {
        var reader = new StateReader(bytes);
        try {
            for (int i = 0; i < 20; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> reader.begin();
                    case 1 -> reader.end();
                    case 2 -> reader.bytes(1 << 20);
                    case 3 -> reader.text(1 << 20);
                    case 4 -> reader.raw(reader.count(1 << 30));
                    default -> reader.i64();
                }
            }
            return true;
        } catch (CorruptStateException e) {
            return false;
        }
    }
}

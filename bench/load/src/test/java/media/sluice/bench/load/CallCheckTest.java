package media.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallCheckTest {
    @Test
    void takesTheFirstKeyOfACoordinatorsFile() {
        var lines = List.of("# API keys of MediaCluster main", "", "web: s3cret web2", "b: c");

        assertThat(CallCheck.firstKey(lines)).startsWith("web", "s3cret");
    }

    @Test
    void saysWhatToDoWithoutAKey() {
        assertThatThrownBy(() -> CallCheck.firstKey(List.of("# API keys of MediaCluster main")))
                .hasMessageContaining("create an ApiKey");
    }
}

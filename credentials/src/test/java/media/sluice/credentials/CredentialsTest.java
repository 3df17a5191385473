package media.sluice.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private final Heard heard = new Heard();
    private final Path one;
    private final Path two;
    private boolean isLater;

    CredentialsTest(@TempDir Path folder) throws IOException {
        one = Files.writeString(folder.resolve("one"), "a1");
        two = Files.writeString(folder.resolve("two"), "b1");
    }

    @Test
    void takesWhatTwoLooksHaveFound() throws IOException {
        var credentials = open();
        Files.writeString(one, "a2");
        Files.writeString(two, "b2");

        credentials.look();
        assertThat(credentials.current()).isEqualTo("a1b1");

        credentials.look();
        assertThat(credentials.current()).isEqualTo("a2b2");
        assertThat(heard.words).containsExactly("taken");
    }

    @Test
    void leavesFilesAloneWhileTheyChange() throws IOException {
        var credentials = open();

        for (int i = 2; i < 6; i++) {
            Files.writeString(one, "a" + i);
            credentials.look();
        }

        assertThat(credentials.current()).isEqualTo("a1b1");
        credentials.look();
        assertThat(credentials.current()).isEqualTo("a5b1");
        assertThat(heard.words).containsExactly("taken");
    }

    @Test
    void keepsWhatWasInUseAndComplainsOnce() throws IOException {
        var credentials = open();
        Files.writeString(one, "bad");

        look(credentials, 5);

        assertThat(credentials.current()).isEqualTo("a1b1");
        assertThat(heard.words).containsExactly("it is bad");
    }

    @Test
    void takesGoodContentsAfterBadOnes() throws IOException {
        var credentials = open();
        Files.writeString(one, "bad");
        look(credentials, 2);
        Files.writeString(one, "a3");
        look(credentials, 2);

        assertThat(credentials.current()).isEqualTo("a3b1");
        assertThat(heard.words).containsExactly("it is bad", "taken");
    }

    @Test
    void complainsAgainWhenTheSameFaultComesBack() throws IOException {
        var credentials = open();
        for (int i = 0; i < 2; i++) {
            Files.writeString(one, "bad");
            look(credentials, 2);
            Files.writeString(one, "a1");
            look(credentials, 2);
        }

        assertThat(heard.words).containsExactly("it is bad", "it is bad");
    }

    @Test
    void keepsWhatWasInUseWhenFilesGo() throws IOException {
        var credentials = open();
        Files.delete(two);

        credentials.look();
        assertThat(heard.words).isEmpty();
        look(credentials, 3);

        assertThat(credentials.current()).isEqualTo("a1b1");
        assertThat(heard.words).containsExactly(two + " is not there");
    }

    @Test
    void triesAgainWhatWasRefused() throws IOException {
        var credentials = open();
        Files.writeString(one, "later");
        look(credentials, 3);
        isLater = true;

        credentials.look();

        assertThat(credentials.current()).isEqualTo("laterb1");
        assertThat(heard.words).containsExactly("not yet", "taken");
    }

    @Test
    void aParserThatFailsIsAFaultOfTheFile() throws IOException {
        var credentials = open();
        Files.writeString(one, "surprise");

        look(credentials, 2);

        assertThat(credentials.current()).isEqualTo("a1b1");
        assertThat(heard.words).singleElement().asString().contains("surprise");
    }

    @Test
    void refusesAHugeFile() throws IOException {
        Files.write(one, new byte[(1 << 20) + 1]);

        assertThatThrownBy(this::open).hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void refusesToBeginWithoutFiles() throws IOException {
        Files.delete(one);

        assertThatThrownBy(this::open)
                .isInstanceOf(BadCredentials.class)
                .hasMessage(one + " is not there");
    }

    private Credentials<String> open() {
        return Credentials.open(
                List.of(one, two),
                contents -> {
                    var first = contents.getFirst();
                    if (first.equals("bad")) {
                        throw new BadCredentials("it is bad");
                    }
                    if (first.equals("later") && !isLater) {
                        throw new BadCredentials("not yet");
                    }
                    if (first.equals("surprise")) {
                        throw new IllegalStateException("surprise");
                    }
                    return String.join("", contents);
                },
                heard);
    }

    private static void look(Credentials<?> credentials, int times) {
        for (int i = 0; i < times; i++) {
            credentials.look();
        }
    }
}

package io.hostmesh.provisioning.sshkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and fingerprints as ssh-keygen of OpenSSH made them. */
class PublicKeyTest {

    private static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINe4ec8IWuFFgW5vCom7MjwjvcU79YP9rDZnHWleZtzz alice@exa" + "mple.com";
    private static final String RSA =
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDs8VwOEfwgFswd2xNiJZEyOMgObJaWHpTXkurGw6Q5bhvaI+08eU"
                    + "63D9OazCDF8RjYuXPfhq4IlWoO2BS/YKSuoZtMwic6IGTh7MwPPWVGylNTM1q5lNMK7WV02/ml4LBORtnkZ9tr8+Ti"
                    + "ZAzcvI/PM3/AWIC3Ii/AUX9Bzwpe7ZSfbMUfKlJF0rPW/2pS/I0RKvBA9PByCSWol9C4iFs1prNxMt9r5rlMDRvaPq"
                    + "QCOe1a8/rsbyAxMiaha2pnHIq7uIW5SGidHO/Qi+LDPNIlT34bkPqf+tCdFUVHstDHJAtzPKpRHNl6zCwYQreCr7rZ"
                    + "f5cNk5FEslD2n/j7Ou1T alice@example.com";
    private static final String P256 =
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPP2VNnHZUjBUL72Xu"
                    + "Orhv18oy71IForIS3XXWbMiuIA/X21O1H4sqXA4MjOuX/yzqmlTBNncD76HxnuO/xILqA= alice@example.com";
    private static final String P384 =
            "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBGeQUg7T+2wijBE07S"
                    + "CaJE7IafSzK9eGWcIlWC/duSOgmuYPDyNMGCIfry3seF4r0rxV96Thxi4kbmQlQD3J+QpxPUcN/JxVUX8ZHgf6w5yN"
                    + "ibl/hSc55GZb+G1iimH1UA== alice@example.com";
    private static final String P521 =
            "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAB0O2tsuqf49KjpsQ"
                    + "/Nh0t0jIfxVRMJaB3biSlasqKtXNDJ0aNKl7pSNX34ETvKLhh/P16bCSCW15MbfOiEHcDC7gGgTRanbJVO6HC/vrhX"
                    + "WAfJMV1Hth6wE3PHmnOS6XhsgXbuT5Bd5cLqazJyi8qzgTJ7Q7ke3lW923tBOaTX176pCA== alice@example.com";
    private static final String SHORT_RSA =
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDx82GLMTe0Cg8bxgIpBrEdMZ6eQktsDpSj4dV3g94x3oLYHqhY0W"
                    + "shGPNhnVl+ECXUanj+8wnZ8G0TqggeBCwkZwx1I5v9hMDbuM6TC5U/lsa1nz6o7K4sCG5r+6tQiI/itaY08WIPfXEO"
                    + "i0ViJ/ONTjxRhBjmkcIIEsV+X70ZUw== short";

    private static PublicKey read(String text) {
        List<FieldError> errors = new ArrayList<>();
        PublicKey key = PublicKey.read("publicKey", text, errors);
        assertEquals(List.of(), errors);
        assertNotNull(key);
        return key;
    }

    private static String refusal(String text) {
        List<FieldError> errors = new ArrayList<>();
        assertNull(PublicKey.read("publicKey", text, errors));
        assertEquals(1, errors.size());
        assertEquals("publicKey", errors.get(0).field());
        return errors.get(0).message();
    }

    static Stream<Arguments> shouldTakeWhatOpenSshMakes() {
        return Stream.of(
                Arguments.of(ED25519, "SHA256:sl4XVQAbsLCTGuQ5kuaVS0Yebmth85+Pl6h3oq+sQt0"),
                Arguments.of(RSA, "SHA256:/f4Vtdbsj7d0vz/ALBhQxVfuSWLYXvGTBGGFOai2A/U"),
                Arguments.of(P256, "SHA256:EV3cQEDAN618SweYPvxYwRmAVQPeMnYsVhwC1VNMyAE"),
                Arguments.of(P384, "SHA256:7mzIfxZOCYA63NERrinsH1NiIvnZsEv/aHxWKxaHmpY"),
                Arguments.of(P521, "SHA256:EbxhwTbbGeQHFgWd1N1IMZDg6KMwV+wx3lvU47mwdJE"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldTakeWhatOpenSshMakes(String line, String fingerprint) {
        PublicKey key = read(line);
        assertEquals(fingerprint, key.fingerprint());
        assertEquals(line, key.line());
        assertEquals("alice@example.com", key.comment());
    }

    @Test
    void shouldTakeKeysOfSecurityTokens() {
        byte[] point = Base64.getDecoder().decode(P256.split(" ", -1)[1]);
        byte[] key = java.util.Arrays.copyOfRange(point, 4 + 19 + 4 + 8 + 4, point.length);
        String type = "sk-ecdsa-sha2-nistp256@openssh.com";
        assertEquals(
                type,
                read(type + " " + wire(text(type), text("nistp256"), key, text("ssh:")))
                        .type());
        String ed = "sk-ssh-ed25519@openssh.com";
        assertEquals(
                ed, read(ed + " " + wire(text(ed), new byte[32], text("ssh:"))).type());
    }

    @Test
    void shouldForgiveBlanksAndAMissingComment() {
        String[] parts = ED25519.split(" ", -1);
        assertEquals(
                parts[0] + " " + parts[1],
                read("  " + parts[0] + "\t " + parts[1] + " \n").line());
        assertEquals(
                "two words", read(parts[0] + " " + parts[1] + "  two words").comment());
    }

    @Test
    void shouldSayWhatIsWrongWithoutRepeatingIt() {
        String[] parts = ED25519.split(" ", -1);
        assertTrue(refusal("").contains("required"));
        assertTrue(refusal("-----BEGIN OPENSSH PRIVATE KEY-----\nabc").contains("private key"));
        assertTrue(refusal("ssh-dss AAAAB3NzaC1kc3M= old").contains("must begin with one of ssh-ed25519"));
        assertTrue(refusal("no-pty " + ED25519).contains("without options"));
        assertTrue(refusal(ED25519 + "\n" + P256).contains("one line"));
        assertTrue(refusal(parts[0] + " " + parts[1].substring(0, 40)).contains("damaged"));
        assertTrue(refusal(parts[0] + " %%%%").contains("base 64"));
        assertTrue(refusal("ssh-rsa " + parts[1]).contains("of the type that stands before it"));
        assertTrue(refusal(SHORT_RSA).contains("2048 to 16384 bits, got 1024"));
        assertTrue(refusal(ED25519 + "x".repeat(300)).contains("comment"));
        assertTrue(refusal(ED25519 + "\u0007").contains("comment"));
        assertTrue(refusal("ssh-rsa " + "A".repeat(17_000)).contains("16384 characters"));
        assertFalse(refusal("ssh-rsa secret-that-is-no-key").contains("secret-that"));
    }

    @Test
    void shouldRefusePointsThatAreNotOnTheirCurve() {
        for (String line : List.of(P256, P384, P521)) {
            String[] parts = line.split(" ", -1);
            byte[] blob = Base64.getDecoder().decode(parts[1]);
            blob[blob.length - 1] ^= 1;
            String damaged = parts[0] + " " + Base64.getEncoder().encodeToString(blob);
            assertTrue(refusal(damaged).contains("a point of the curve"), line);
        }
    }

    @Test
    void shouldRefuseWhatStandsBehindAKey() {
        byte[] blob = Base64.getDecoder().decode(ED25519.split(" ", -1)[1]);
        String longer = Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(blob, blob.length + 3));
        assertTrue(refusal("ssh-ed25519 " + longer).contains("nothing behind the key"));
        byte[] lying = blob.clone();
        lying[0] = 127;
        assertTrue(refusal("ssh-ed25519 " + Base64.getEncoder().encodeToString(lying))
                .contains("damaged"));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String wire(byte[]... parts) {
        ByteBuffer wire = ByteBuffer.allocate(1000);
        for (byte[] part : parts) {
            wire.putInt(part.length).put(part);
        }
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(wire.array(), wire.position()));
    }
}

package io.hostmesh.provisioning.sshkey;

import io.hostmesh.provisioning.sshkey.PublicKey.NotAKey;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The types of keys that machines accept, and what each must consist of: RFC 4253 (RSA), RFC 5656 (ECDSA), RFC 8709 (Ed25519)
 * and OpenSSH's PROTOCOL.u2f (security keys). DSA is not among them: OpenSSH accepts it no more.
 */
final class KeyTypes {

    private static final String ED25519 = "ssh-ed25519";
    private static final String RSA = "ssh-rsa";
    private static final String SECURITY_ED25519 = "sk-ssh-ed25519@openssh.com";
    private static final String SECURITY_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com";
    private static final String ECDSA_PREFIX = "ecdsa-sha2-";

    private static final Map<String, String> CURVES =
            Map.of("nistp256", "secp256r1", "nistp384", "secp384r1", "nistp521", "secp521r1");
    private static final List<String> NAMES = List.of(
            ED25519,
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            RSA,
            SECURITY_ED25519,
            SECURITY_ECDSA);

    private static final int ED25519_BYTES = 32;
    private static final int SHORTEST_RSA_BITS = 2048;
    private static final int LONGEST_RSA_BITS = 16_384;
    private static final byte UNCOMPRESSED = 4;

    private KeyTypes() {}

    static List<String> names() {
        return NAMES;
    }

    static boolean isNamed(String type) {
        return NAMES.contains(type);
    }

    /** Refuses bytes that are no key of that type. */
    static void check(String type, byte[] blob) throws NotAKey {
        ByteBuffer wire = ByteBuffer.wrap(blob);
        try {
            if (!text(wire).equals(type)) {
                throw new NotAKey("must have a key of the type that stands before it, " + type);
            }
            switch (type) {
                case ED25519 -> ed25519(wire);
                case RSA -> rsa(wire);
                case SECURITY_ED25519 -> {
                    ed25519(wire);
                    text(wire);
                }
                case SECURITY_ECDSA -> {
                    ecdsa(wire, "nistp256");
                    text(wire);
                }
                default -> ecdsa(wire, type.substring(ECDSA_PREFIX.length()));
            }
            if (wire.hasRemaining()) {
                throw new NotAKey("must have nothing behind the key; it is damaged");
            }
        } catch (BufferUnderflowException e) {
            throw new NotAKey("must have a whole key; it is damaged or cut off");
        }
    }

    private static void ed25519(ByteBuffer wire) throws NotAKey {
        if (part(wire).length != ED25519_BYTES) {
            throw new NotAKey("must have an Ed25519 key of " + ED25519_BYTES + " bytes; it is damaged");
        }
    }

    private static void rsa(ByteBuffer wire) throws NotAKey {
        BigInteger exponent = number(wire);
        BigInteger modulus = number(wire);
        int bits = modulus.bitLength();
        if (bits < SHORTEST_RSA_BITS || bits > LONGEST_RSA_BITS) {
            throw new NotAKey(
                    "must have an RSA key of " + SHORTEST_RSA_BITS + " to " + LONGEST_RSA_BITS + " bits, got " + bits);
        }
        if (modulus.signum() < 0 || exponent.compareTo(BigInteger.valueOf(3)) < 0 || !exponent.testBit(0)) {
            throw new NotAKey("must have a possible RSA key; it is damaged");
        }
    }

    private static void ecdsa(ByteBuffer wire, String curve) throws NotAKey {
        if (!text(wire).equals(curve) || !isOnCurve(part(wire), curve)) {
            throw new NotAKey("must have a point of the curve " + curve + "; it is damaged");
        }
    }

    /** True for an uncompressed point with y^2 = x^3 + ax + b: one that is not on the curve can give secrets away. */
    private static boolean isOnCurve(byte[] point, String curve) {
        ECParameterSpec parameters = parameters(String.valueOf(CURVES.get(curve)));
        BigInteger prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
        int bytes = (prime.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
        if (point.length != 1 + 2 * bytes || point[0] != UNCOMPRESSED) {
            return false;
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + bytes));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + bytes, point.length));
        BigInteger right = x.pow(3)
                .add(parameters.getCurve().getA().multiply(x))
                .add(parameters.getCurve().getB());
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).subtract(right).mod(prime).signum() == 0;
    }

    private static ECParameterSpec parameters(String curve) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(curve));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("expected the curve " + curve + " in every Java runtime", e);
        }
    }

    private static String text(ByteBuffer wire) {
        return new String(part(wire), StandardCharsets.UTF_8);
    }

    private static BigInteger number(ByteBuffer wire) {
        byte[] bytes = part(wire);
        return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    }

    /** A part with its length before it. */
    private static byte[] part(ByteBuffer wire) {
        int length = wire.getInt();
        if (length < 0 || length > wire.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        wire.get(bytes);
        return bytes;
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Connects to an SMSC. Its address stands in the settings, never in a registration: a tenant can not choose what the bridge dials.</summary>
internal static class SmppDialer
{
    private const int PlainPort = 2775;
    private const int TlsPort = 3550;

    /// <exception cref="IOException">It could not be connected to.</exception>
    /// <exception cref="SocketException">The same.</exception>
    /// <exception cref="AuthenticationException">Its certificate is none to believe.</exception>
    public static async Task<Stream> ConnectAsync(SmppProviderOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var (host, isTls) = (options.Address!.DnsSafeHost, options.Address.Scheme == "smpps");
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        var plain = await AddressDialer.ConnectAsync(addresses, options.Address.Port >= 0 ? options.Address.Port : isTls ? TlsPort : PlainPort, time, cancellationToken);
        return isTls ? await EncryptAsync(plain, host, options, cancellationToken) : plain;
    }

    private static async Task<Stream> EncryptAsync(Stream plain, string host, SmppProviderOptions options, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            var expected = SmppProviderCheck.PlainFingerprint(options.CertificateFingerprint);
            await encrypted.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) => expected.Length == 0
                        ? errors == SslPolicyErrors.None
                        : certificate?.GetCertHashString(HashAlgorithmName.SHA256) == expected,
                },
                cancellationToken);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }
}

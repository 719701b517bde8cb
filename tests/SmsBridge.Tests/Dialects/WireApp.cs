using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Dialects;

/// <summary>The application on real sockets of this machine, with and without TLS.</summary>
public sealed class WireApp : IAsyncLifetime
{
    private readonly X509Certificate2 _certificate = CreateCertificate();

    internal SmsBridgeApp Bridge { get; } = new();

    /// <summary>Scheme, address and port, no slash at the end.</summary>
    internal string Http => Address("http://");

    internal string Https => Address("https://");

    public async ValueTask InitializeAsync()
    {
        await Bridge.InitializeAsync();
        Bridge.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate));
            kestrel.Listen(IPAddress.Loopback, 0); // the last one is where the factory's clients go
        });
        Bridge.StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        _certificate.Dispose();
    }

    internal string Base(bool isHttps) => isHttps ? Https : Http;

    internal Task<Wire> ConnectAsync(bool isHttps = false) => Wire.ConnectAsync(new Uri(Base(isHttps)), Trusts, TestContext.Current.CancellationToken);

    /// <summary>A client that behaves as a core's HTTP library with redirects switched off would, so that one would be seen.</summary>
    internal HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        SslOptions = { RemoteCertificateValidationCallback = Trusts },
    });

    /// <summary>The one certificate of this test.</summary>
    private bool Trusts(object sender, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors) =>
        presented?.GetRawCertData().AsSpan().SequenceEqual(_certificate.RawData) == true;

    private string Address(string scheme) =>
        Bridge.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Single(address => address.StartsWith(scheme, StringComparison.Ordinal));

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=bridge", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

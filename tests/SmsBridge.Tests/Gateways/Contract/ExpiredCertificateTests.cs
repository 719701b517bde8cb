using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Gateways.Wire;
using SmsBridge.Simulator.Providers;
using SmsBridge.Store;
using SmsBridge.Tests.Gateways.Http;
using SmsBridge.Tests.Gateways.Twilio;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>Whatever the provider: to a host whose certificate has expired nothing is said, neither text nor token, and the SMS is tried again.</summary>
public class ExpiredCertificateTests
{
    private static readonly ReportAddresses Addresses = new(new SecretBox(new EphemeralDataProtectionProvider()), TimeProvider.System);

    [Theory]
    [InlineData("twilio")]
    [InlineData("infobip")]
    [InlineData("africastalking")]
    [InlineData("vonage")]
    [InlineData("local")]
    public async Task Nothing_is_sent_and_it_is_tried_again_later(string provider)
    {
        using var certificate = Expired();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        var gateway = GatewayOf(provider, new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        var result = await gateway.SendAsync(provider == "twilio" ? TwilioSome.Sms() : HttpSome.Sms() with { Account = AccountOf(provider) }, Token);

        result.ShouldBeOfType<SendResult.Retryable>().ShouldSatisfyAllConditions(it => it.Class.ShouldBe(FailureClass.Unreachable), it => it.Code.ShouldBe(GatewayCodes.TlsFailed));
        (await serving).ShouldBe(0, "not a byte of the SMS");
    }

    /// <summary>By an authority that is trusted: it is the date alone that decides.</summary>
    [Theory]
    [InlineData("infobip", true)]
    [InlineData("africastalking", true)]
    [InlineData("vonage", true)]
    [InlineData("infobip", false)]
    [InlineData("africastalking", false)]
    [InlineData("vonage", false)]
    public async Task A_certificate_of_a_trusted_authority_counts_until_its_last_day(string provider, bool expired)
    {
        using var authority = new TrustedAuthority();
        using var certificate = authority.Issue(expired);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        var gateway = GatewayOf(provider, new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"), authority.Policy);

        var result = await gateway.SendAsync(HttpSome.Sms() with { Account = AccountOf(provider) }, Token);

        (await serving > 0).ShouldBe(!expired);
        (result is SendResult.Retryable { Code: GatewayCodes.TlsFailed }).ShouldBe(expired);
    }

    [Fact]
    public async Task An_smsc_is_not_told_the_password()
    {
        using var certificate = Expired();
        await using var smsc = new StandInSmsc(TimeProvider.System, certificate);
        smsc.Start();

        var entry = await SmppEntrance.EnterAsync(
            new SmppLogin("smpp", StandInSmsc.SystemId, StandInSmsc.Password), new SmppProviderOptions { Address = smsc.Address }, _ => Task.FromResult(SmppStatus.Ok), TimeProvider.System, Token);

        entry.ShouldBeOfType<SmppEntry.Failed>().Code.ShouldBe(GatewayCodes.TlsFailed);
        smsc.Binds.ShouldBeEmpty();
    }

    private static ISmsGateway GatewayOf(string provider, Uri url, X509ChainPolicy? policy = null) => provider switch
    {
        "twilio" => new GatewayUnderTest(url).Gateway,
        "infobip" => Made(new InfobipOptions { BaseUrl = url }, policy, (http, options) => new InfobipGateway(http, options, Addresses, TimeProvider.System)),
        "africastalking" => Made(new AfricasTalkingOptions { BaseUrl = url }, policy, (http, options) => new AfricasTalkingGateway(http, options, TimeProvider.System)),
        "vonage" => Made(new VonageOptions { BaseUrl = url }, policy, (http, options) => new VonageGateway(http, options, Addresses, TimeProvider.System)),
        _ => HttpSome.Gateway(HttpSome.Options(url: url)),
    };

    private static ISmsGateway Made<TOptions>(TOptions options, X509ChainPolicy? policy, Func<HttpMessageInvoker, IOptions<TOptions>, ISmsGateway> make)
        where TOptions : WireOptions
    {
        var handler = options.CreateHandler();
        handler.SslOptions.CertificateChainPolicy = policy;
        return make(new HttpMessageInvoker(handler), Options.Create(options));
    }

    private static SenderAccount AccountOf(string provider) => provider == "infobip" ? new SenderAccount(provider, "xyz123.api.infobip.com", "key", "MyBank") : HttpSome.Account;

    private static X509Certificate2 Expired()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-30), TimeProvider.System.GetUtcNow().AddDays(-1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }

    /// <returns>Bytes of the application's that came.</returns>
    private static async Task<int> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync(Token);
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[1024], Token);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An authority that the test alone trusts.</summary>
    private sealed class TrustedAuthority : IDisposable
    {
        private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

        private readonly RSA _key = RSA.Create(2048);
        private readonly X509Certificate2 _root;

        public TrustedAuthority()
        {
            var request = new CertificateRequest("CN=authority", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            _root = request.CreateSelfSigned(Now.AddDays(-60), Now.AddDays(60));
            Policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            Policy.CustomTrustStore.Add(_root);
        }

        public X509ChainPolicy Policy { get; }

        public X509Certificate2 Issue(bool expired)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
            using var issued = request.Create(_root, Now.AddDays(-30), Now.AddDays(expired ? -1 : 30), [1, 2, 3]);
            using var made = issued.CopyWithPrivateKey(key);
            return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
        }

        public void Dispose()
        {
            _root.Dispose();
            _key.Dispose();
        }
    }
}

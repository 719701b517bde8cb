using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmsBridge.Intake.Events;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>Who is let in, and what is said of who is not.</summary>
public sealed class AmqpLinkTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task With_user_and_password_it_is_let_in_and_takes_nothing()
    {
        using var broker = new AmqpStandIn();
        broker.Publish([1]);

        (await LookAsync(broker)).Problem.ShouldBeNull();

        (broker.MostHanded, broker.Left).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_none_is_shown()
    {
        using var broker = new AmqpStandIn();

        var problem = (await LookAsync(broker, options => options.Password = "secret-of-ours")).Problem.ShouldNotBeNull();

        problem.ShouldNotContain("secret-of-ours");
        problem.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Nobody_in_particular_is_let_in_only_where_the_broker_lets_everybody_in()
    {
        using var broker = new AmqpStandIn();

        (await LookAsync(broker, options => (options.User, options.Password) = (null, null))).Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Why_a_broker_refuses_is_said()
    {
        using var broker = new AmqpStandIn { Refusal = "no queue 'core-events' in vhost '/'" };

        (await LookAsync(broker)).Problem.ShouldBe("no queue 'core-events' in vhost '/'");
    }

    [Fact]
    public async Task A_private_ca_is_refused_until_it_is_named()
    {
        using var key = RSA.Create(2048);
        using var certificate = SelfSigned(key);
        using var broker = new AmqpStandIn(certificate);
        var file = Path.Combine(_folder.FullName, "ca.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);

        (await LookAsync(broker)).Problem.ShouldNotBeNull();
        (await LookAsync(broker, options => options.AdditionalCaFile = file)).Problem.ShouldBeNull();
        (await LookAsync(broker, options => (options.Servers, options.AdditionalCaFile) = (options.Servers.Replace("amqps://", "", StringComparison.Ordinal), file))).Problem.ShouldBeNull("TLS without saying so");
        (await LookAsync(broker, options => options.Servers = options.Servers.Replace("amqps", "amqp", StringComparison.Ordinal))).Problem.ShouldNotBeNull("it speaks TLS only");
    }

    [Fact]
    public async Task A_server_that_takes_the_call_and_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = new TestClock();
        var server = $"amqp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";

        var looking = AmqpProbe.LookAsync("main", new BrokerOptions { Type = BrokerType.Amqp, Servers = server, Queue = "core-events", User = "u", Password = "p" }, clock);
        using var call = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(11));

        (await looking).Problem.ShouldBe($"{server} does not answer");
        await Eventually.BecomesAsync(() => HasEndedAsync(call), ended => ended, "the end of the call"); // nothing is left open
    }

    [Theory]
    [InlineData("broker", "amqps://broker:5671")]
    [InlineData("broker:61617", "amqps://broker:61617")]
    [InlineData("amqp://broker", "amqp://broker:5672")]
    [InlineData("AMQPS://Broker:5671/", "amqps://broker:5671")]
    [InlineData("amqps://[::1]:5671", "amqps://[::1]:5671")]
    [InlineData("amqp://user:word@broker", "")]
    [InlineData("https://broker", "")]
    [InlineData("broker:5671/queue", "")]
    [InlineData("broker:nowhere", "")]
    [InlineData("", "")]
    public void A_server_is_read_as_with_tls_unless_it_says_otherwise(string text, string expected) =>
        (AmqpServer.List(text).ShouldHaveSingleItem()?.ToString() ?? "").ShouldBe(expected);

    private static async Task<bool> HasEndedAsync(Socket call)
    {
        try
        {
            return await call.ReceiveAsync(new byte[1024].AsMemory(), TestContext.Current.CancellationToken) == 0;
        }
        catch (SocketException)
        {
            return true; // not politely
        }
    }

    private static Task<BrokerStanding> LookAsync(AmqpStandIn broker, Action<BrokerOptions>? change = null)
    {
        var options = new BrokerOptions { Type = BrokerType.Amqp, Servers = broker.Servers, Queue = "core-events", User = AmqpStandIn.User, Password = AmqpStandIn.Password };
        change?.Invoke(options);
        return AmqpProbe.LookAsync("main", options, TimeProvider.System);
    }

    private static X509Certificate2 SelfSigned(RSA key)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}

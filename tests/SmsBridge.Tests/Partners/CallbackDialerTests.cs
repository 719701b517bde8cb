using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Partners;
using SmsBridge.Web;

namespace SmsBridge.Tests.Partners;

public sealed class CallbackDialerTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CallbackDialerTests() => _listener.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("0.0.0.0")]
    public async Task A_public_name_that_leads_to_a_forbidden_address_is_not_dialled(string address)
    {
        await Should.ThrowAsync<AddressNotAllowedException>(async () => await DialAsync(Dialer(new PartnerOptions(), [address])));
        _listener.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("localhost")]
    public async Task What_the_system_takes_for_this_machine_is_not_dialled(string host)
    {
        var dialer = new CallbackDialer(
            Policy(new PartnerOptions()), Options.Create(new PartnerOptions()), Dns.GetHostAddressesAsync, TimeProvider.System, NullLogger<CallbackDialer>.Instance);

        await Should.ThrowAsync<AddressNotAllowedException>(async () => await dialer.DialAsync(new DnsEndPoint(host, Port), Token));
    }

    [Fact]
    public async Task A_name_that_changes_its_answer_is_judged_at_every_dial()
    {
        var answers = new Queue<string>(["127.0.0.1", "169.254.169.254"]);
        var dialer = Dialer(Closed, () => [answers.Dequeue()]);

        await using (await DialAsync(dialer))
        {
            _listener.Pending().ShouldBeTrue();
        }

        await Should.ThrowAsync<AddressNotAllowedException>(async () => await DialAsync(dialer));
    }

    [Fact]
    public async Task Of_several_addresses_only_the_allowed_are_tried_and_the_name_is_looked_up_once()
    {
        var lookups = 0;
        var dialer = Dialer(Closed, () =>
        {
            lookups++;
            return ["169.254.169.254", "::ffff:127.0.0.1"];
        });

        await using var stream = await DialAsync(dialer);

        stream.CanWrite.ShouldBeTrue();
        lookups.ShouldBe(1);
    }

    [Fact]
    public async Task A_port_that_is_not_allowed_is_not_dialled()
    {
        var options = new PartnerOptions { AllowPrivateCallbacks = true, AllowedPorts = "443" };

        await Should.ThrowAsync<AddressNotAllowedException>(async () => await DialAsync(Dialer(options, ["127.0.0.1"])));
    }

    [Fact]
    public async Task The_handler_goes_nowhere_but_through_the_dialer()
    {
        using var handler = Dialer(new PartnerOptions(), ["127.0.0.1"]).CreateHandler();
        using var client = new HttpClient(handler);

        var failure = await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://partner.example.org:{Port}/"), Token));

        failure.InnerException.ShouldBeOfType<AddressNotAllowedException>();
        handler.UseProxy.ShouldBeFalse();
        handler.UseCookies.ShouldBeFalse();
        handler.AllowAutoRedirect.ShouldBeFalse();
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var handler = Dialer(Closed, ["127.0.0.1"]).CreateHandler();
        using var client = new HttpClient(handler);

        var asking = client.GetAsync(new Uri($"http://partner.example.org:{Port}/"), Token);
        using (var connection = await _listener.AcceptTcpClientAsync(Token))
        {
            await connection.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://partner.example.org:{Port}/other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Token);
            using var answer = await asking;
            answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        }

        _listener.Pending().ShouldBeFalse();
    }

    private static PartnerOptions Closed => new() { AllowPrivateCallbacks = true };

    private static CallbackUrlPolicy Policy(PartnerOptions options) => new(Options.Create(options));

    private static CallbackDialer Dialer(PartnerOptions options, string[] addresses) => Dialer(options, () => addresses);

    private static CallbackDialer Dialer(PartnerOptions options, Func<string[]> addresses) =>
        new(
            Policy(options), Options.Create(options), (_, _) => Task.FromResult(addresses().Select(IPAddress.Parse).ToArray()),
            TimeProvider.System, NullLogger<CallbackDialer>.Instance);

    private ValueTask<Stream> DialAsync(CallbackDialer dialer) => dialer.DialAsync(new DnsEndPoint("partner.example.org", Port), Token);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>
/// Every request we make, judged by Prism (npm, <c>@stoplight/prism-cli</c>) with Twilio's published description
/// (Data/twilio-messages-openapi.json): what does not fit it is answered 4xx.
/// </summary>
public sealed class PrismTests : IAsyncLifetime
{
    private const string Sid = "SM00000000000000000000000000000007";

    private Process? _prism;
    private Uri _url = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(NpmFolder(), "node_modules", "@stoplight", "prism-cli", "dist", "index.js");
        Assert.SkipUnless(File.Exists(program), "Prism is not there: run npm ci in tests/npm.");
        var port = Machine.FreePort();
        _url = new Uri($"http://127.0.0.1:{port}");
        _prism = Process.Start(new ProcessStartInfo(
            "node", [program, "mock", "-h", "127.0.0.1", "-p", $"{port}", Path.Combine(AppContext.BaseDirectory, "Data", "twilio-messages-openapi.json")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        _ = _prism.StandardError.ReadToEndAsync(Token);
        while (await _prism.StandardOutput.ReadLineAsync(Token) is { } line)
        {
            if (line.Contains("is listening", StringComparison.Ordinal))
            {
                _ = _prism.StandardOutput.ReadToEndAsync(Token); // or it stands still once the pipe is full
                return;
            }
        }

        Assert.Fail("Prism ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_prism is not null)
        {
            _prism.Kill(entireProcessTree: true);
            await _prism.WaitForExitAsync(CancellationToken.None);
            _prism.Dispose();
        }
    }

    [Fact]
    public async Task Every_request_of_ours_fits_Twilios_description()
    {
        using var watched = new Watched();
        using var under = new GatewayUnderTest(_url, handler: watched);
        var callback = new Uri("https://bridge.example.org/twilio/status/42");

        foreach (var sender in new[] { TwilioSome.Number, TwilioSome.Service, "MyBank", "12345" })
        {
            var account = TwilioSome.Account with { Sender = sender };
            (await under.Gateway.SendAsync(TwilioSome.Sms("Habari ☺ & é=1", account: account, callback: callback), Token)).ShouldBeOfType<SendResult.Accepted>();
            await under.Gateway.VerifyAsync(account, Token);
        }

        await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Token = TwilioSome.KeySid + ":s3cret" }), Token);
        await under.Gateway.PollAsync(TwilioSome.Account, 42, Sid, Token);
        await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token);

        watched.Calls.ShouldAllBe(call => call.Status >= 200 && call.Status < 300);
        const string Account = $"/2010-04-01/Accounts/{TwilioSome.AccountSid}";
        new[] { ("POST", "/Messages.json"), ("GET", "/Messages.json"), ("GET", $"/Messages/{Sid}.json"), ("GET", ".json"), ("GET", "/IncomingPhoneNumbers.json") }
            .ShouldAllBe(wanted => watched.Calls.Any(call => call.Method == wanted.Item1 && call.Path == Account + wanted.Item2));
    }

    [Theory]
    [InlineData("From=%2B15005550006&Body=x", true)] // no To
    [InlineData("To=%2B254712345678&From=%2B15005550006&Body=x", false)] // nobody's
    public async Task What_does_not_fit_is_refused(string form, bool isAuthorized)
    {
        using var http = new HttpClient { BaseAddress = _url };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages.json")
        {
            Content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        if (isAuthorized)
        {
            request.Headers.Authorization = new TwilioCredentials(TwilioSome.AccountSid, TwilioSome.AccountSid, TwilioSome.AuthToken).ToHeader();
        }

        using var response = await http.SendAsync(request, Token);

        ((int)response.StatusCode).ShouldBeInRange(400, 499);
    }

    private static string NpmFolder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../npm"));

    /// <summary>The handler as registered, and what came back.</summary>
    private sealed class Watched() : DelegatingHandler(new TwilioOptions().CreateHandler())
    {
        public ConcurrentQueue<(string Method, string Path, int Status)> Calls { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Calls.Enqueue((request.Method.Method, request.RequestUri!.AbsolutePath, (int)response.StatusCode));
            return response;
        }
    }
}

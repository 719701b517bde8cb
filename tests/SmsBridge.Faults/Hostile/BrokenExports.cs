using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Hostile;

/// <summary>A signed-in operator's exports, each broken off as soon as it begins.</summary>
internal sealed partial class BrokenExports : Attack
{
    private const string Operator = "exporter";

    private readonly IPEndPoint _bridge;
    private readonly int _connections;
    private readonly byte[] _request;

    private BrokenExports(IPEndPoint bridge, int connections, string cookies)
        : base("broken-off exports")
    {
        (_bridge, _connections) = (bridge, connections);
        _request = Encoding.ASCII.GetBytes($"GET /api/messages.csv HTTP/1.1\r\nHost: {bridge}\r\nCookie: {cookies}\r\n\r\n");
    }

    /// <summary>Adds the operator by the verb, and signs in as people do.</summary>
    public static async Task<BrokenExports> SetUpAsync(BridgeProcess bridge, int connections, CancellationToken cancellationToken)
    {
        var added = await bridge.RunVerbAsync(cancellationToken, "operator", "add", Operator, "--role", "admin", "--json");
        var cookies = new CookieContainer();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = cookies });
        var page = new Uri(bridge.Url, "/console/sign-in");
        var form = Hidden().Matches(await http.GetStringAsync(page, cancellationToken)).ToDictionary(field => field.Groups["name"].Value, field => field.Groups["value"].Value, StringComparer.Ordinal);
        form["name"] = Operator;
        form["password"] = (string)JsonNode.Parse(added)!["password"]!;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(page, content, cancellationToken);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? new BrokenExports(new IPEndPoint(IPAddress.Loopback, bridge.Url.Port), connections, cookies.GetCookieHeader(bridge.Url))
            : throw new BridgeProcessException($"The operator could not sign in: {(int)answer.StatusCode}.");
    }

    public override Task RunAsync(CancellationToken stopping) => AtOnceAsync(_connections, _ => BreakOffAsync(stopping), stopping);

    private async Task BreakOffAsync(CancellationToken stopping)
    {
        var buffer = new byte[1_024];
        while (true)
        {
            try
            {
                using var socket = Networks.From(Networks.Operator);
                await socket.ConnectAsync(_bridge, stopping);
                await socket.SendAsync(_request, SocketFlags.None, stopping);
                var read = await socket.ReceiveAsync(buffer, SocketFlags.None, stopping);
                Count(read > 12 ? Encoding.ASCII.GetString(buffer, 9, 3) : "closed");
            }
            catch (SocketException exception)
            {
                Count(exception.SocketErrorCode == SocketError.ConnectionReset ? "closed" : string.Create(CultureInfo.InvariantCulture, $"{exception.SocketErrorCode}"));
            }
        }
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Hidden();
}

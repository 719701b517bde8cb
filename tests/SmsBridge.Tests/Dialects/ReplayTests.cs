using System.Text;
using System.Text.Json;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Tenants;

namespace SmsBridge.Tests.Dialects;

/// <summary>Captured-shape requests of all four generations, byte by byte over real sockets, and every odd way HTTP lets them travel.</summary>
public sealed class ReplayTests(WireApp app) : IClassFixture<WireApp>
{
    private static int _lastTransaction = 900;

    public static TheoryData<string> Generations => ["G1", "G2", "G3", "G4"];

    [Theory]
    [MemberData(nameof(Generations))]
    public async Task A_generation_pings_registers_and_posts_its_event(string name)
    {
        var generation = Enum.Parse<Generation>(name);
        var (tenant, key) = await RegisterAsync(generation);

        var ping = await ExchangeAsync(Fill(Captured.Ping(generation), tenant, key));
        var first = await ExchangeAsync(Fill(Captured.Event(generation), tenant, key));

        ping.Status.ShouldBe(200);
        first.Status.ShouldBe(200, first.Body);
        Outcome(first).ShouldBe("accepted");
        key.Length.ShouldBeLessThanOrEqualTo(100);
    }

    /// <summary>Without a key: the token in the URL opens it. Fineract 1.5 and 1.6 call the host's root whatever URL they were given.</summary>
    [Theory]
    [InlineData("G1", false)]
    [InlineData("G1", true)]
    [InlineData("G2", false)]
    [InlineData("G2", true)]
    [InlineData("G4", false)]
    [InlineData("G4", true)]
    public async Task The_web_template_posts_json_and_form_to_a_url_of_its_own(string name, bool isForm)
    {
        var generation = Enum.Parse<Generation>(name);
        var life = await Life.BornAsync(app.Bridge);
        var token = await life.NewWebhookTokenAsync();
        var text = Fill(isForm ? Captured.WebForm(generation) : Captured.WebJson(generation), life.Name, life.Key, token);

        var answer = await ExchangeAsync(text);
        var again = await ExchangeAsync(text);

        text.ShouldNotContain(life.Key);
        answer.Status.ShouldBe(200, answer.Body);
        Outcome(answer).ShouldBe("accepted");
        Outcome(again).ShouldBe("duplicate");
        using var json = JsonDocument.Parse(answer.Body);
        var stored = (await life.EventAsync(json.RootElement.GetProperty("eventId").GetInt64())).GetProperty("event");
        stored.GetProperty("loanId").GetInt64().ShouldBe(31);
        stored.GetProperty("resourceId").GetInt64().ShouldBe(_lastTransaction);
    }

    [Fact]
    public async Task The_web_template_of_the_third_generation_arrives_without_any_key_and_is_refused()
    {
        var life = await Life.BornAsync(app.Bridge);

        var answer = await ExchangeAsync(Fill(Captured.WebJson(Generation.G3), life.Name, life.Key));

        answer.Status.ShouldBe(401);
    }

    public static TheoryData<string, string> Journeys()
    {
        var data = new TheoryData<string, string>();
        foreach (var how in (string[])["chunked", "one chunk", "expect", "upper", "lower", "mixed", "http/1.0", "close", "absolute", "dribbled", "no spaces", "https"])
        {
            foreach (var generation in Enum.GetNames<Generation>())
            {
                data.Add(how, generation);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Journeys))]
    public async Task However_the_bytes_travel_the_event_is_taken_once(string how, string name)
    {
        var life = await Life.BornAsync(app.Bridge);
        var text = Fill(Captured.Event(Enum.Parse<Generation>(name)), life.Name, life.Key);
        await using var wire = await app.ConnectAsync(isHttps: how == "https");

        var answer = await TravelAsync(wire, how, text);
        var again = await ExchangeAsync(text);

        answer.Status.ShouldBe(200, answer.Body);
        Outcome(answer).ShouldBe("accepted");
        Outcome(again).ShouldBe("duplicate");
        if (how is "http/1.0" or "close")
        {
            (await wire.IsClosedAsync()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Every_event_may_come_on_a_connection_of_its_own_that_then_stays_open()
    {
        var life = await Life.BornAsync(app.Bridge);
        var wires = new List<Wire>();
        for (var number = 0; number < 40; number++)
        {
            var wire = await app.ConnectAsync();
            wires.Add(wire);
            await wire.SendAsync(Fill(Captured.Event(Generation.G4), life.Name, life.Key));

            Outcome(await wire.ReadAsync()).ShouldBe("accepted");
        }

        await Task.WhenAll(wires.Select(wire => wire.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Pipelined_events_are_answered_in_their_order_refused_ones_between_them_too()
    {
        var life = await Life.BornAsync(app.Bridge);
        var texts = Enumerable.Range(0, 5).Select(number => Fill(Captured.Event(Generation.G2), life.Name, number == 2 ? "wrong" : life.Key)).ToList();
        await using var wire = await app.ConnectAsync();

        await wire.SendAsync(string.Concat(texts));

        var ids = new List<long>();
        for (var number = 0; number < texts.Count; number++)
        {
            var answer = await wire.ReadAsync();
            answer.Status.ShouldBe(number == 2 ? 401 : 200, answer.Body);
            using var json = JsonDocument.Parse(answer.Body);
            ids.Add(number == 2 ? long.MinValue : json.RootElement.GetProperty("eventId").GetInt64());
        }

        ids.Where(id => id > 0).ShouldBeInOrder();
    }

    [Fact]
    public async Task With_expect_continue_a_wrong_key_is_told_without_asking_for_the_body()
    {
        var life = await Life.BornAsync(app.Bridge);
        var (head, _) = Captured.Split(Fill(Captured.Event(Generation.G2), life.Name, "wrong"));
        await using var wire = await app.ConnectAsync();

        await wire.SendAsync($"{head}\r\nExpect: 100-continue\r\n\r\n");

        (await wire.ReadAsync()).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_core_that_hangs_up_in_mid_body_leaves_nothing_behind()
    {
        var life = await Life.BornAsync(app.Bridge);
        var text = Fill(Captured.Event(Generation.G4), life.Name, life.Key);
        await using (var wire = await app.ConnectAsync())
        {
            await wire.SendAsync(text[..^10]);
        }

        var whole = await ExchangeAsync(text);

        Outcome(whole).ShouldBe("accepted");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_registration_may_be_chunked_or_wait_for_continue(bool isChunked)
    {
        var tenant = NewCoreTenant();
        var text = Fill(Captured.Registration(Generation.G4), tenant, key: "");
        await using var wire = await app.ConnectAsync();

        var answer = await TravelAsync(wire, isChunked ? "chunked" : "expect", text);

        answer.Status.ShouldBe(201, answer.Body);
    }

    private static async Task<WireAnswer> TravelAsync(Wire wire, string how, string text)
    {
        var (head, body) = Captured.Split(text);
        switch (how)
        {
            case "chunked":
                await wire.SendAsync(Chunked(head) + Chunks(body, 1, 2, 3, 5, 7, 11, 13, 16, 17, 31) + "\r\n");
                break;
            case "one chunk":
                await wire.SendAsync(Chunked(head) + Chunks(body, body.Length) + "\r\n");
                break;
            case "expect":
                await wire.SendAsync($"{head}\r\nExpect: 100-continue\r\n\r\n");
                (await wire.ReadAsync()).Status.ShouldBe(100);
                await wire.SendAsync(body);
                break;
            case "upper":
                await wire.SendAsync(Renamed(head, static name => name.ToUpperInvariant()) + body);
                break;
            case "lower":
                await wire.SendAsync(Renamed(head, static name => name.ToLowerInvariant()) + body);
                break;
            case "mixed":
                await wire.SendAsync(Renamed(head, static name => string.Concat(name.Select((letter, at) => at % 2 == 0 ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)))) + body);
                break;
            case "http/1.0":
                await wire.SendAsync($"{Without(head, "Connection").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal)}\r\n\r\n{body}");
                break;
            case "close":
                await wire.SendAsync($"{Without(head, "Connection")}\r\nConnection: close\r\n\r\n{body}");
                break;
            case "absolute":
                var host = head.Split("\r\n").Single(line => line.StartsWith("Host: ", StringComparison.Ordinal))["Host: ".Length..];
                await wire.SendAsync($"{head.Replace("POST /", $"POST http://{host}/", StringComparison.Ordinal)}\r\n\r\n{body}");
                break;
            case "dribbled":
                foreach (var one in Encoding.UTF8.GetBytes(text))
                {
                    await wire.SendAsync(new[] { one });
                }

                break;
            case "no spaces":
                await wire.SendAsync($"{head.Replace(": ", ":", StringComparison.Ordinal)}\r\n\r\n{body}");
                break;
            default:
                await wire.SendAsync(text);
                break;
        }

        return await wire.ReadAsync();
    }

    private static string Chunked(string head) => $"{Without(head, "Content-Length")}\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>In pieces of these sizes, over and over, without the line that ends the trailers.</summary>
    private static string Chunks(string body, params ReadOnlySpan<int> sizes)
    {
        var chunks = new StringBuilder();
        for (int start = 0, piece = 0; start < body.Length; piece++)
        {
            var size = Math.Min(sizes[piece % sizes.Length], body.Length - start);
            chunks.Append(System.Globalization.CultureInfo.InvariantCulture, $"{size:x}\r\n{body.AsSpan(start, size)}\r\n");
            start += size;
        }

        return chunks.Append("0\r\n").ToString();
    }

    private static string Renamed(string head, Func<string, string> rename)
    {
        var lines = head.Split("\r\n");
        for (var index = 1; index < lines.Length; index++)
        {
            var colon = lines[index].IndexOf(':', StringComparison.Ordinal);
            lines[index] = rename(lines[index][..colon]) + lines[index][colon..];
        }

        return string.Join("\r\n", lines) + "\r\n\r\n";
    }

    private static string Without(string head, string header) =>
        string.Join("\r\n", head.Split("\r\n").Where(line => !line.StartsWith(header + ":", StringComparison.Ordinal)));

    private static string? Outcome(WireAnswer answer)
    {
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("outcome").GetString();
    }

    private async Task<(string Tenant, string Key)> RegisterAsync(Generation generation)
    {
        var tenant = NewCoreTenant();
        var answer = await ExchangeAsync(Fill(Captured.Registration(generation), tenant, key: ""));
        return (tenant, KeyAnswer.Read(generation, (System.Net.HttpStatusCode)answer.Status, answer.Body));
    }

    /// <summary>With the user whose base64 ends in <c>=</c>, which Gson sends as an escape.</summary>
    private string NewCoreTenant()
    {
        var tenant = Life.NewName();
        app.Bridge.Core.AddTenant(tenant, new StandInUser("mifos", "password"));
        return tenant;
    }

    private async Task<WireAnswer> ExchangeAsync(string text)
    {
        await using var wire = await app.ConnectAsync();
        await wire.SendAsync(text);
        return await wire.ReadAsync();
    }

    private string Fill(string text, string tenant, string key, string token = "") => Captured.Fill(
        text, ("host", new Uri(app.Http).Authority), ("tenant", tenant), ("key", key), ("token", token), ("core", app.Bridge.Core.BaseUrl),
        ("id", Interlocked.Increment(ref _lastTransaction).ToString(System.Globalization.CultureInfo.InvariantCulture)));
}

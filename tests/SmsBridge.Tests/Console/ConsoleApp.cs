using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>The application, with operators who need no password.</summary>
public sealed class ConsoleApp : IAsyncLifetime
{
    internal SmsBridgeApp App { get; } = new();

    public async ValueTask InitializeAsync()
    {
        App.Replacements.Add(TestOperators.Register);
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A browser of an operator's, as in <see cref="TestOperators"/>; null: of nobody's.</summary>
    internal HttpClient As(string? who)
    {
        var client = App.CreateCaller();
        client.DefaultRequestHeaders.Add("X-SmsBridge", "1");
        if (who is not null)
        {
            client.DefaultRequestHeaders.Add(TestOperators.Header, who);
        }

        return client;
    }

    internal async Task<string> PageAsync(string url, string who = "Admin;*", HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var client = As(who);
        using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(expected, text);
        return text;
    }

    /// <summary>Ids of the messages a list shows.</summary>
    internal async Task<List<long>> ListAsync(string query, string who = "Admin;*")
    {
        using var client = As(who);
        using var answer = await client.GetAsync("/api/messages" + query, TestContext.Current.CancellationToken);
        return [.. (await Json.ReadAsync(answer)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())];
    }

    internal async Task<HttpResponseMessage> PostAsync(string url, string who, string body = "{}")
    {
        using var client = As(who);
        return await client.PostAsync(url, new StringContent(body), TestContext.Current.CancellationToken);
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SmsBridge.Tests.Support;

/// <summary>A tenant's texts, called with its key.</summary>
internal sealed class TextCalls(TestTenant tenant)
{
    public Task<JsonElement> GetAsync(string path) => OkAsync(HttpMethod.Get, path, null);

    public Task<JsonElement> PutAsync(string path, object body) => OkAsync(HttpMethod.Put, path, body);

    public Task<JsonElement> PostAsync(string path, object? body = null) => OkAsync(HttpMethod.Post, path, body);

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var caller = tenant.CreateCaller();
        using var request = new HttpRequestMessage(method, string.Create(CultureInfo.InvariantCulture, $"/modules/sms/texts/{tenant.Id}{path}"));
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.NoContent ? default : await Json.ReadAsync(answer));
    }

    private async Task<JsonElement> OkAsync(HttpMethod method, string path, object? body)
    {
        var (status, answer) = await SendAsync(method, path, body is null ? null : JsonSerializer.Serialize(body));
        status.ShouldBe(HttpStatusCode.OK, answer.ToString());
        return answer;
    }
}

internal static class TextCallsOfTenant
{
    public static TextCalls Texts(this TestTenant tenant) => new(tenant);
}

using System.Net;
using System.Text.Json;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants.ProgramKeys;

/// <summary>What a tenant's administrator does with keys for programs, and what programs do with them.</summary>
internal static class ProgramKeyCalls
{
    public static string ProgramKeysUrl(this Life life) => $"{life.Url}/program-keys";

    public static Task<Answer> AddProgramKeyAsync(this Life life, object request, string? key = null) =>
        life.CallAsync(HttpMethod.Post, life.ProgramKeysUrl(), key ?? life.Key, JsonSerializer.Serialize(request));

    public static async Task<string> NewProgramKeyAsync(this Life life, string name, params string[] scopes)
    {
        var answer = await life.AddProgramKeyAsync(new { name, scopes });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        return answer.Text("key")!;
    }

    public static Task<Answer> EndProgramKeyAsync(this Life life, string name, string? key = null) =>
        life.CallAsync(HttpMethod.Delete, $"{life.ProgramKeysUrl()}/{name}", key ?? life.Key);

    /// <summary>As the list has them.</summary>
    public static async Task<List<JsonElement>> ProgramKeysAsync(this Life life)
    {
        var answer = await life.CallAsync(HttpMethod.Get, life.ProgramKeysUrl(), life.Key);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        return [.. answer.Json.GetProperty("keys").EnumerateArray()];
    }

    public static Task<Answer> ReadLogAsync(this Life life, string key, string query = "") => life.CallAsync(HttpMethod.Get, $"/modules/sms/events/{life.Name}{query}", key);

    /// <summary>A repayment's hook, made up.</summary>
    public static async Task<HookReply> PostAsync(this SmsBridgeApp app, Life life, string key, long transaction)
    {
        using var caller = app.CreateCaller();
        using var answer = await caller.SendAsync((RawHook.Repayment(transaction) with { Tenant = life.Name, ApiKey = key }).ToRequest(), TestContext.Current.CancellationToken);
        return await HookReply.ReadAsync(answer);
    }
}

using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>The guarantees of every call to a core hold for writes too, and secrets stay secret.</summary>
public class HookAccessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("G1", "READ_HOOK")]
    [InlineData("G4", "READ_HOOK")]
    [InlineData("G1", "CREATE_HOOK")]
    [InlineData("G4", "CREATE_HOOK")]
    [InlineData("G4", "UPDATE_HOOK")]
    [InlineData("G4", "DELETE_HOOK")]
    public async Task The_permission_that_is_missing_is_named(string generation, string permission)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        setup.Books.AddUser(HooksSetup.Admin([.. new[] { "READ_HOOK", "CREATE_HOOK", "UPDATE_HOOK", "DELETE_HOOK" }.Where(it => it != permission)]));

        string detail;
        switch (permission)
        {
            case "READ_HOOK":
                detail = Forbidden(await setup.Client.ListAsync(setup.Access, Cancellation));
                Forbidden(await setup.Client.TemplateAsync(setup.Access, Cancellation)).ShouldBe(detail);
                Forbidden(await setup.Client.FindAsync(setup.Access, 1, Cancellation)).ShouldBe(detail);
                break;
            case "CREATE_HOOK":
                detail = Forbidden(await setup.Client.CreateAsync(setup.Access, setup.Draft(), Cancellation));
                break;
            case "UPDATE_HOOK":
                detail = Forbidden(await setup.Client.UpdateAsync(setup.Access, 1, new HookChange { IsActive = true }, Cancellation));
                break;
            default:
                detail = Forbidden(await setup.Client.DeleteAsync(setup.Access, 1, Cancellation));
                break;
        }

        detail.ShouldBe($"The core's user lacks the permission {permission}.");
        setup.Books.Hooks.All.ShouldBeEmpty();
        setup.Bridge.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Books.AddUser(new StandInUser(HooksSetup.User, "another"));

        var result = await setup.Client.CreateAsync(setup.Access, setup.Draft(), Cancellation);

        result.ShouldBeOfType<HookResult<long>.Failed>().Failure.ShouldBeOfType<CoreResult<long>.CredentialsRefused>();
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G4")]
    public async Task A_kept_key_that_is_refused_is_fetched_anew_and_the_hook_is_made_once(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        (await setup.Client.ListAsync(setup.WithPassword, Cancellation)).ShouldBeOfType<HookResult<IReadOnlyList<CoreHook>>.Done>();
        setup.Core.Faults.Add(new CoreFault("/hooks") { Times = 1, Status = 401, Body = StandInErrors.Json("401", StandInErrors.NotAuthenticated, "No.") });

        var result = await setup.Client.CreateAsync(setup.WithPassword, setup.Draft(), Cancellation);

        result.ShouldBeOfType<HookResult<long>.Done>();
        setup.Books.Hooks.All.ShouldHaveSingleItem();
        var posts = setup.Asked.Where(request => request.Method == "POST").ToArray();
        posts.Length.ShouldBe(2);
        posts[1].Body.ShouldBe(posts[0].Body);
        setup.Core.Requests.Count(request => request.Path.EndsWith("/authentication", StringComparison.Ordinal)).ShouldBe(generation == "G1" ? 3 : 2);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_not_followed_with_a_hooks_secrets(int status)
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new CoreFault("/hooks")
        {
            Status = status,
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = setup.Bridge.Address + "/catch" },
        });

        var result = await setup.Client.CreateAsync(setup.Access, setup.Draft(), Cancellation);

        result.ShouldBeOfType<HookResult<long>.Failed>().Failure.ShouldBeOfType<CoreResult<long>.Misconfigured>().Detail.ShouldContain("redirects");
        setup.Bridge.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_sent_where_the_operator_does_not_allow_it()
    {
        await using var setup = await HooksSetup.StartAsync("G4", ("Core:AllowedEndpoints:0", "https://core.example.org/"), ("Core:AllowThisMachine", "false"));

        var result = await setup.Client.CreateAsync(setup.Access, setup.Draft(), Cancellation);

        result.ShouldBeOfType<HookResult<long>.Failed>().Failure.ShouldBeOfType<CoreResult<long>.Misconfigured>().Detail.ShouldContain("Core:AllowedEndpoints");
        setup.Core.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_without_an_answer_is_not_repeated_and_may_have_been_done(bool isWrite)
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new CoreFault("/hooks") { Drop = true });

        var detail = isWrite
            ? Unavailable(await setup.Client.CreateAsync(setup.Access, setup.Draft(), Cancellation))
            : Unavailable(await setup.Client.ListAsync(setup.Access, Cancellation));

        detail.Contains("It may have been done all the same", StringComparison.Ordinal).ShouldBe(isWrite);
        setup.Asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_answer_larger_than_any_list_of_hooks_is_not_read()
    {
        await using var setup = await HooksSetup.StartAsync();
        setup.Core.Faults.Add(new CoreFault("/hooks") { Status = 200, Body = $"[{new string(' ', 2 * 1024 * 1024)}]" });

        (await setup.Client.ListAsync(setup.Access, Cancellation))
            .ShouldBeOfType<HookResult<IReadOnlyList<CoreHook>>.Failed>().Failure.ShouldBeOfType<CoreResult<IReadOnlyList<CoreHook>>.Misconfigured>();
    }

    [Theory]
    [InlineData("G1")]
    [InlineData("G4")]
    public async Task Neither_models_nor_logs_show_a_secret(string generation)
    {
        await using var setup = await HooksSetup.StartAsync(generation);
        var id = await setup.CreateAsync();
        setup.Books.Hooks.AddApiKey(id, "0f34-the-api-key-of-the-hook");
        var hook = await setup.FindAsync(id);
        await setup.Client.UpdateAsync(setup.Access, id, new HookChange { ForgetKey = true }, Cancellation);
        var refused = await setup.Client.CreateAsync(setup.Access, setup.Draft() with { Name = "Web" }, Cancellation);
        await setup.Client.DeleteAsync(setup.Access, id, Cancellation);

        hook.Config[HookFields.ProviderToken].ShouldBe(Some.AuthToken); // the core shows it
        var masked = hook.Masked();
        masked.Config[HookFields.ProviderToken].ShouldBe("********");
        masked.Config[HookFields.ApiKey].ShouldBe("0f34-t…");
        masked.Config[HookFields.PhoneNumber].ShouldBe(Some.Sender);
        masked.Config[HookFields.PayloadUrl].ShouldBe(hook.Config[HookFields.PayloadUrl]);
        var printed = string.Join('\n', hook, setup.Draft(), new HookChange { Config = hook.Config }, refused, new HookResult<CoreHook>.Done(hook), setup.Logs.Text);
        setup.Logs.Text.ShouldContain("1410");
        setup.Logs.Text.ShouldContain("1413");
        foreach (var secret in new[] { Some.AuthToken, "0f34-the", HooksSetup.Password, HooksSetup.Base64($"{HooksSetup.User}:{HooksSetup.Password}") })
        {
            printed.ShouldNotContain(secret, Case.Sensitive);
        }
    }

    [Theory]
    [InlineData("Payload URL", "https://h/modules/sms/k/abcdefgh/", "https://h/modules/sms/k/********")]
    [InlineData("payload url", "https://h/modules/sms/k/abcdefgh", "https://h/modules/sms/k/********")]
    [InlineData("Api Key", "short", "********")]
    [InlineData("Other Token", "abc", "********")]
    [InlineData("Content Type", "json", "json")]
    public void Values_are_masked_by_their_field(string field, string value, string expected) => HookFields.Masked(field, value).ShouldBe(expected);

    private static string Forbidden<T>(HookResult<T> result) =>
        result.ShouldBeOfType<HookResult<T>.Failed>().Failure.ShouldBeOfType<CoreResult<T>.Forbidden>().Detail;

    private static string Unavailable<T>(HookResult<T> result) =>
        result.ShouldBeOfType<HookResult<T>.Failed>().Failure.ShouldBeOfType<CoreResult<T>.Unavailable>().Detail;
}

using System.Text;
using Microsoft.Extensions.Configuration;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Gateways.Http;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/providers.md: a newcomer's first SMS, and recipes that start.</summary>
public class ProvidersDocumentTests
{
    private static IReadOnlyList<string> Samples => [.. DocumentFiles.Samples(DocumentFiles.Read("docs/providers.md"), "json").Select(sample => sample.Code)];

    [Fact]
    public async Task The_first_description_sends_to_the_stand_in()
    {
        await using var standIn = new StandInHttpGateway();
        await standIn.StartAsync();
        var described = Read(Samples[0]).GetSection("Http").Get<HttpOptions>()!.Providers["local"];
        described.Url = described.Url.Replace("http://127.0.0.1:9194/", standIn.Url.AbsoluteUri, StringComparison.Ordinal);
        var sms = HttpSome.Sms() with { Account = HttpSome.Account with { Token = StandInHttpGateway.Token } };

        HttpProviderCheck.Problems("local", described).ShouldBeEmpty();
        (await HttpSome.Gateway(described).SendAsync(sms, TestContext.Current.CancellationToken)).ShouldBeOfType<SendResult.Accepted>();

        standIn.Taken.ShouldHaveSingleItem().ReportTo.ShouldBe(sms.StatusCallback!.AbsoluteUri);
    }

    [Fact]
    public void Every_recipe_is_a_description_that_starts()
    {
        var recipes = Samples.Skip(1).Select(code => Read($"{{ \"Providers\": {{ {code} }} }}").Get<HttpOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!.Providers.ShouldHaveSingleItem()).ToList();

        recipes.Count.ShouldBeGreaterThanOrEqualTo(4);
        recipes.SelectMany(recipe => HttpProviderCheck.Problems(recipe.Key, recipe.Value)).ShouldBeEmpty();
    }

    private static IConfiguration Read(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}

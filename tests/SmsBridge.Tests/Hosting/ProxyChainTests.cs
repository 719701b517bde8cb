using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Hosting;
using SmsBridge.Web;

namespace SmsBridge.Tests.Hosting;

/// <summary>Who called, told by the proxies that are trusted, and by nobody else.</summary>
public class ProxyChainTests
{
    [Theory]
    [InlineData("10.0.0.7", "203.0.113.9", "https", "203.0.113.9", "https")]
    [InlineData("10.0.0.7", "203.0.113.9, 10.0.0.8", "https", "203.0.113.9", "https")]
    [InlineData("10.0.0.7", "203.0.113.9, 10.0.0.8", "https, http", "203.0.113.9", "https")]
    [InlineData("10.0.0.7", "203.0.113.9, 10.0.0.9, 10.0.0.8", "https, http, http", "203.0.113.9", "https")]
    [InlineData("10.0.0.7", "1.2.3.4, 203.0.113.9, 10.0.0.8", "https, http", "203.0.113.9", "https")] // the left one is the caller's own word
    [InlineData("10.0.0.7", "10.0.0.1, 203.0.113.9, 10.0.0.8", "http", "203.0.113.9", "http")] // also when it looks trusted
    [InlineData("10.0.0.7", "203.0.113.9", "https, http", "203.0.113.9", "http")] // more schemes than hops: the caller's own word too
    [InlineData("10.0.0.7", "2001:db8::9, 10.0.0.8", "https", "2001:db8::9", "https")]
    [InlineData("10.0.0.7", "[2001:db8::9]:4711, 10.0.0.8:5000", "https", "2001:db8::9", "https")]
    [InlineData("10.0.0.7", "203.0.113.9:4711", "https", "203.0.113.9", "https")]
    [InlineData("::ffff:10.0.0.7", "203.0.113.9, ::ffff:10.0.0.8", "https", "203.0.113.9", "https")]
    [InlineData("10.0.0.7", "unknown, 10.0.0.8", "https", "10.0.0.8", "https")] // as far as it can be read
    [InlineData("10.0.0.7", "203.0.113.9, _hidden, 10.0.0.8", "https", "10.0.0.8", "https")]
    [InlineData("10.0.0.7", "", "https", "10.0.0.7", "https")]
    [InlineData("10.0.0.7", "203.0.113.9", "", "203.0.113.9", "http")]
    [InlineData("192.0.2.66", "203.0.113.9", "https", "192.0.2.66", "http")] // not a trusted one
    [InlineData("127.0.0.1", "203.0.113.9", "https", "127.0.0.1", "http")]
    public async Task The_chain_is_believed_from_the_right_as_far_as_it_is_trusted(string peer, string chain, string schemes, string caller, string scheme)
    {
        var context = await PassAsync(peer, chain, schemes, "10.0.0.0/24");

        Callers.AddressOf(context)!.ToString().ShouldBe(caller);
        context.Request.Scheme.ShouldBe(scheme);
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData(" 10.0.0.7\r")]
    public async Task A_proxy_may_be_named_in_any_spelling(string trusted) =>
        Callers.AddressOf(await PassAsync("10.0.0.7", "203.0.113.9", "https", trusted))!.ToString().ShouldBe("203.0.113.9");

    [Fact]
    public async Task Nobody_is_believed_where_nobody_is_trusted() =>
        Callers.AddressOf(await PassAsync("10.0.0.7", "203.0.113.9", "https", trusted: null))!.ToString().ShouldBe("10.0.0.7");

    private static async Task<HttpContext> PassAsync(string peer, string chain, string schemes, string? trusted)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["Serilog:WriteTo:0:Name"] = "Console";
        if (trusted is not null)
        {
            builder.Configuration["Bridge:TrustedProxies:0"] = trusted;
        }

        builder.AddHosting();
        await using var services = builder.Services.BuildServiceProvider();
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) }, Request = { Scheme = "http" } };
        context.Request.Headers["X-Forwarded-For"] = chain;
        context.Request.Headers["X-Forwarded-Proto"] = schemes;
        await new ForwardedHeadersMiddleware(static _ => Task.CompletedTask, NullLoggerFactory.Instance, services.GetRequiredService<IOptions<ForwardedHeadersOptions>>()).Invoke(context);
        return context;
    }
}

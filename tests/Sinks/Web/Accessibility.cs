using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>axe-core, which finds what people with disabilities could not use or read.</summary>
internal static class Accessibility
{
    // Rules, elements and reasons, one line each. Nothing is excluded.
    private const string Run = """
        async () => (await axe.run()).violations.flatMap(rule => rule.nodes.map(node =>
          `${rule.id}: ${node.target.join(' ')}: ${[...node.any, ...node.all, ...node.none].map(check => check.message).join('; ')}`))
        """;

    /// <summary>Fails the test for each violation of the page as it is now; skips it without axe-core.</summary>
    public static async Task CheckAsync(IPage page, string state)
    {
        string script = Path.Combine(NodeModules.Holding("axe-core"), "axe-core", "axe.min.js");
        await page.EvaluateAsync(await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken) + "; undefined");
        string[] found = await page.EvaluateAsync<string[]>(Run);
        Assert.True(found.Length == 0, $"{state}:\n{string.Join('\n', found)}");
    }
}

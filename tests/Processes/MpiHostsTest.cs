using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Export;

namespace EdgeResNet.Tests.Processes;

/// <summary>Two hosts: network namespaces with an address each, which see one another over a virtual cable alone.</summary>
public sealed class MpiHostsTest : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly string[] spaces = [$"er-a{Environment.ProcessId}", $"er-b{Environment.ProcessId}"];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (string space in spaces)
        {
            await TryAsync("ip", "netns", "del", space);
        }

        folder.Dispose();
    }

    [Fact]
    public async Task Two_hosts_train_together()
    {
        MpiRun.Needs(MpiRun.OpenMpi);
        Assert.SkipUnless(await ConnectAsync(), "network namespaces are not permitted, or iproute2 is not installed");
        PictureFolder.Create(folder["pets"], perClass: 16, "cat", "dog");
        string agent = folder["agent"];
        await File.WriteAllTextAsync(agent, $"#!/bin/sh\nshift\nexec ip netns exec {spaces[1]} sh -c \"$*\"\n", TestContext.Current.CancellationToken);
        Assert.True(await TryAsync("chmod", "+x", agent));
        string[] train = ["train", "--data", $"folder:{folder["pets"]}", "--image-size", "16", "--no-export", "--arch", "alexnet", "--width", "0.05", "--batch", "16", "--max-steps", "2", "--out"];
        CommandResult two = await Command.RunAsync(
            "ip",
            ["netns", "exec", spaces[0], MpiRun.OpenMpi, "--allow-run-as-root", "--mca", "plm_rsh_agent", agent, "--mca", "orte_keep_fqdn_hostnames", "1", "-H", "10.77.0.1:1,10.77.0.2:1", "-n", "2", "-x", "OMP_NUM_THREADS", MpiRun.Program, .. train, folder["two"]],
            ("OMP_NUM_THREADS", "1"));
        Assert.True(two.ExitCode == 0, two.Error + two.Output);
        CommandResult one = await MpiRun.RunAsync(1, [.. train, folder["one"]]);
        Assert.True(one.ExitCode == 0, one.Error);
        Assert.InRange(MpiRun.Difference(folder["one"], folder["two"]), 0, 2e-5);
    }

    private async Task<bool> ConnectAsync()
    {
        string[][] steps =
        [
            ["netns", "add", spaces[0]],
            ["netns", "add", spaces[1]],
            ["link", "add", "cable", "netns", spaces[0], "type", "veth", "peer", "name", "cable", "netns", spaces[1]],
            ["-n", spaces[0], "addr", "add", "10.77.0.1/24", "dev", "cable"],
            ["-n", spaces[1], "addr", "add", "10.77.0.2/24", "dev", "cable"],
            .. spaces.Select(space => new[] { "-n", space, "link", "set", "lo", "up" }),
            .. spaces.Select(space => new[] { "-n", space, "link", "set", "cable", "up" }),
        ];
        foreach (string[] step in steps)
        {
            if (!await TryAsync("ip", step))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<bool> TryAsync(string file, params string[] arguments)
    {
        try
        {
            return (await Command.RunAsync(file, arguments)).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // not installed
        }
    }
}

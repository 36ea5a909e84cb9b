using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Studio's page for people with any screen, keyboard and sight.</summary>
public class StudioPageTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    private static readonly string[] views = ["teach", "pictures", "quality", "versions", "inbox"];

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark, Traits = [Long.Trait, Long.Value])]
    [InlineData(320, ColorScheme.Light, Traits = [Long.Trait, Long.Value])]
    [InlineData(320, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_to_mend_in_any_view(int width, ColorScheme scheme)
    {
        await using StudioView view = await StudioView.OpenAsync(chromium, width, scheme);
        view.Fake.Change(state =>
        {
            state["problems"]!.AsArray().Add("the disk is nearly full");
            state["undo"] = "delete 3 pictures";
            state["shadow"] = StudioAnswers.Shadow();
            state["fine_tune"] = StudioAnswers.FineTune("running", 4);
        });
        await Assertions.Expect(view.Page.Locator("#undo")).ToBeEnabledAsync();
        foreach (string name in views)
        {
            await view.ShowAsync(name);
            await ReadyAsync(view, name);
            await Accessibility.CheckAsync(view.Page, name);
            Assert.True(await view.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width, $"{name} is wider than {width}");
        }

        Assert.Equal(1, await view.Page.EvaluateAsync<int>("() => new Set([...document.querySelectorAll('.tools button')].map(button => button.offsetTop)).size"));

        await view.ShowAsync("pictures");
        await view.Page.Locator("#select_all").ClickAsync();
        await Accessibility.CheckAsync(view.Page, "pictures, selected");
        await view.Tiles.Nth(0).FocusAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        await Accessibility.CheckAsync(view.Page, "a picture, large");
        await view.Page.Keyboard.PressAsync("Escape");
        await view.ShowAsync("teach");
        view.Fake.Change(state => (state["recording"]!["class"], state["recording"]!["kept"]) = ("cup", 3));
        await view.Page.Keyboard.DownAsync("1");
        await Accessibility.CheckAsync(view.Page, "recording");
        await view.Page.Locator("#help").ClickAsync();
        await Accessibility.CheckAsync(view.Page, "keys");
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task Axe_finds_nothing_to_mend_at_the_first_start()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium, 320, fake: new StudioFake());
        foreach (string name in views)
        {
            await view.ShowAsync(name);
            await Accessibility.CheckAsync(view.Page, name);
        }

        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task Views_are_tabs_of_one_stop()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Page.Locator("#tab_teach").FocusAsync();
        await view.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(view.Page.Locator("#tab_pictures")).ToBeFocusedAsync();
        await Assertions.Expect(view.Page.Locator("#pictures")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator("#teach")).ToBeHiddenAsync();
        await view.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(view.Page.Locator("#tab_inbox")).ToHaveAttributeAsync("aria-selected", "true");
        await view.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(view.Page.Locator("#teach")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator("[role=tab][tabindex='0']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_phone_keeps_picture_and_answer_in_sight()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium, 360, touch: true);
        await view.Record("plate").ScrollIntoViewIfNeededAsync();
        await view.Page.EvaluateAsync("() => document.querySelector('.class:last-child .record').scrollIntoView({ block: 'end' })");
        await view.Page.WaitForFunctionAsync("() => { const at = document.querySelector('#picture').getBoundingClientRect(); return at.top >= 0 && at.height > 120 && document.querySelector('#label').getBoundingClientRect().bottom < document.querySelector('.class:last-child .record').getBoundingClientRect().top; }");
        Assert.True(await view.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('button, select, input, summary')].filter(e => e.checkVisibility() && !e.closest('.of-class')).every(e => Math.max(e.getBoundingClientRect().height, e.parentElement.getBoundingClientRect().height) >= 24)")); // WCAG 2.5.8
    }

    [Fact]
    public async Task Nothing_moves_for_those_who_want_rest()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await view.Page.Keyboard.DownAsync("1");
        await Assertions.Expect(view.Record("cup")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Empty(await view.Page.EvaluateAsync<string[]>("() => document.getAnimations().map(each => each.animationName ?? each.transitionProperty)"));
    }

    private static Task ReadyAsync(StudioView view, string name) => name switch
    {
        "pictures" => Assertions.Expect(view.Tiles).ToHaveCountAsync(12),
        "quality" => Assertions.Expect(view.Page.Locator("#confusion td button")).ToHaveCountAsync(3),
        "versions" => Assertions.Expect(view.Page.Locator(".version")).ToHaveCountAsync(2),
        "inbox" => Assertions.Expect(view.Page.Locator(".group")).ToHaveCountAsync(2),
        _ => Assertions.Expect(view.Page.Locator(".strip img")).ToHaveCountAsync(12),
    };
}

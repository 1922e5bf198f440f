import {COLOURS} from './chart.js';
import {clip, compact, count, dayInUtc, localDay, localMinute, localTime, percent} from './format.js';

/** The eight panels, as figures for ts-chart, made of GET /api/data/summary. */

/** As many bars as one can read; the rest is in the table. */
const BARS = 12;

const average = (sum, companies) => (companies ? sum / companies : null);

/** @returns {import('./chart.js').Figure[]} */
export function figures(summary) {
    const {bySector, bySize, byCountry} = summary;
    return [
        employeesBySector(bySector),
        bars('Companies per sector', 'companies', bySector, row => row.companies, count, COLOURS.sky),
        sizes(bySize),
        bars('Revenue as % of investment', 'by country', byCountry, row => average(row.revenue, row.investment), percent, COLOURS.purple),
        bars('Employees, average', 'a company, by country', byCountry, row => average(row.employees, row.companies), compact, COLOURS.blue),
        bars('Revenue, average', 'a company and year, no currency, by country', byCountry, row => average(row.revenue, row.companies), compact, COLOURS.green),
        bars('Investment, average', 'a company, no currency, by country', byCountry, row => average(row.investment, row.companies), compact, COLOURS.orange),
        investmentOverTime(summary),
    ];
}

function employeesBySector(sectors) {
    const most = Math.max(...sectors.map(row => row.employees));
    const top = niceAbove(most);
    const columns = Math.min(3, sectors.length);
    const lines = Math.ceil(sectors.length / columns);
    return {
        title: 'Employees per sector',
        unit: `employees, each gauge up to ${compact(top)}`,
        columns: ['Sector', 'Employees'],
        rows: sectors.map(row => [row.value, count(row.employees)]),
        option: ink => ({
            series: sectors.slice(0, 9).map((row, index) => ({
                type: 'gauge',
                center: [`${((index % columns) + 0.5) * (100 / columns)}%`, `${(Math.floor(index / columns) + 0.55) * (100 / lines)}%`],
                radius: `${Math.min(115 / columns, 90 / lines)}%`,
                startAngle: 200,
                endAngle: -20,
                min: 0,
                max: top,
                progress: {show: true, width: 8, itemStyle: {color: COLOURS.blue}},
                axisLine: {lineStyle: {width: 8, color: [[1, ink.grid]]}},
                pointer: {show: false},
                axisTick: {show: false},
                splitLine: {show: false},
                axisLabel: {show: false},
                title: {offsetCenter: [0, '38%'], color: ink.faint, fontSize: 11},
                detail: {offsetCenter: [0, '0%'], color: ink.text, fontSize: 15, fontWeight: 600, formatter: compact},
                data: [{value: row.employees, name: clip(row.value, 18)}],
            })),
        }),
    };
}

/** The next of 1, 2, 5 times a power of ten. */
function niceAbove(value) {
    const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
    return [1, 2, 5, 10].find(step => step * power >= value) * power;
}

function sizes(rows) {
    const landed = rows.some(row => row.companies) ? rows : [];
    const figure = bars('Companies by size', 'companies, by number of employees', landed, row => row.companies, count, COLOURS.green);
    return {...figure, columns: ['Employees', 'Companies']};
}

function bars(title, unit, rows, measure, format, colour) {
    const known = rows.map(row => ({name: row.value, value: measure(row)})).filter(row => row.value !== null);
    const drawn = known.slice(0, BARS).reverse();
    return {
        title: known.length > BARS ? `${title}, the first ${BARS} of ${count(known.length)}` : title,
        unit,
        columns: ['Name', `${title}, ${unit}`],
        rows: known.map(row => [row.name, format(row.value)]),
        option: ink => ({
            grid: {left: 8, right: 56, top: 8, bottom: 8, containLabel: true},
            tooltip: {...tooltip(ink), trigger: 'item', formatter: ({name, value}) => `${clip(name, 60)}\n${format(value)}`},
            xAxis: {type: 'value', axisLabel: {color: ink.faint, formatter: format, hideOverlap: true}, splitNumber: 3, splitLine: {lineStyle: {color: ink.grid}}},
            yAxis: {
                type: 'category',
                data: drawn.map(row => clip(row.name, 60)),
                axisLabel: {color: ink.text, width: 110, overflow: 'truncate', interval: 0},
                axisTick: {show: false},
                axisLine: {lineStyle: {color: ink.grid}},
            },
            series: [{
                type: 'bar',
                data: drawn.map(row => row.value),
                barMaxWidth: 18,
                itemStyle: {color: colour},
                label: {show: true, position: 'right', color: ink.text, formatter: ({value}) => format(value)},
            }],
        }),
    };
}

function investmentOverTime({overTime, granularity, from, to}) {
    const oneDay = Date.parse(to) - Date.parse(from) <= 86_400_000;
    const label = granularity === 'day' ? dayInUtc : oneDay ? localMinute : localDay;
    const full = granularity === 'day' ? dayInUtc : localTime;
    return {
        title: 'Investment over time',
        unit: `sum a ${granularity}, no currency${granularity === 'day' ? ', days in UTC' : ''}`,
        columns: ['From', 'Investment'],
        rows: overTime.map(row => [full(row.at), compact(row.investment)]),
        option: ink => ({
            grid: {left: 8, right: 24, top: 16, bottom: 8, containLabel: true},
            tooltip: {...tooltip(ink), trigger: 'axis', formatter: ([{value}]) => `${full(value[0])}\n${compact(value[1])}`},
            xAxis: {type: 'time', axisLabel: {color: ink.faint, formatter: at => label(at), hideOverlap: true}, axisLine: {lineStyle: {color: ink.grid}}},
            yAxis: {type: 'value', axisLabel: {color: ink.faint, formatter: compact}, splitLine: {lineStyle: {color: ink.grid}}},
            series: [{
                type: 'line',
                data: overTime.map(row => [Date.parse(row.at), row.investment]),
                showSymbol: overTime.length < 40,
                symbol: 'circle',
                lineStyle: {color: COLOURS.blue, width: 2},
                itemStyle: {color: COLOURS.blue},
                areaStyle: {color: COLOURS.blue, opacity: 0.12},
            }],
        }),
    };
}

/** Drawn on the canvas: names of records never become HTML. */
function tooltip(ink) {
    return {renderMode: 'richText', confine: true, backgroundColor: ink.surface, borderColor: ink.grid, textStyle: {color: ink.text, fontSize: 12}};
}
